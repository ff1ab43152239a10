internal import Foundation

/// A file that gets its name only when it is whole.
final class CSVOutputFile {
  private let path: String
  private let partialPath: String
  private var descriptor: Int32

  init(url: URL) throws(CSVError) {
    guard url.isFileURL else { throw .cannotWrite(path: url.absoluteString, code: EINVAL) }
    path = url.path(percentEncoded: false)
    partialPath = path + ".partial"
    descriptor = open(partialPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .cannotWrite(path: partialPath, code: errno) }
  }

  deinit {
    guard descriptor >= 0 else { return }
    _ = close(descriptor)
    _ = unlink(partialPath)
  }

  func write(_ bytes: ArraySlice<UInt8>) throws(CSVError) {
    var rest = bytes
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { throw failure }
      rest = rest.dropFirst(written)
    }
  }

  /// Makes the file durable and gives it its name.
  func finish() throws(CSVError) {
    guard fsync(descriptor) == 0, rename(partialPath, path) == 0 else { throw failure }
    _ = close(descriptor)
    descriptor = -1
  }

  private var failure: CSVError { .cannotWrite(path: path, code: errno) }
}

/// The system's call, which the method of that name hides.
private let systemWrite: @Sendable (Int32, UnsafeRawPointer?, Int) -> Int = write
