import Foundation

/// A file by the system's own calls.
final class RawFile {
  private let descriptor: Int32
  private let path: String

  convenience init(creating path: String) throws { try self.init(path, O_RDWR | O_CREAT | O_TRUNC | O_APPEND) }

  convenience init(opening path: String) throws { try self.init(path, O_RDWR | O_APPEND) }

  private init(_ path: String, _ flags: Int32) throws {
    self.path = path
    descriptor = open(path, flags, 0o644)
    guard descriptor >= 0 else { throw failure }
  }

  deinit { close(descriptor) }

  func append(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard written > 0 else { throw failure }
      rest = rest.dropFirst(written)
    }
  }

  /// Returns once everything is on the disk.
  func sync() throws {
    #if canImport(Darwin)
      let result = fcntl(descriptor, F_FULLFSYNC)
    #else
      let result = fdatasync(descriptor)
    #endif
    guard result == 0 else { throw failure }
  }

  /// All bytes.
  func read() throws -> [UInt8] {
    let size = Int(lseek(descriptor, 0, SEEK_END))
    guard size >= 0 else { throw failure }
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let got = pread(descriptor, buffer.baseAddress.map { $0 + count }, size - count, off_t(count))
        guard got > 0 else { return }
        count += got
      }
    }
    guard bytes.count == size else { throw failure }
    return bytes
  }

  private var failure: CocoaError { CocoaError(.fileReadUnknown, userInfo: [NSFilePathErrorKey: path]) }
}
