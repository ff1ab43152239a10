internal import Foundation

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Bytes to be read once from front to back, from memory or from a file.
struct CSVByteSource {
  private enum Origin {
    case memory
    case file(CSVFile)
  }

  private let origin: Origin
  /// Bytes to be delivered before the origin's: all of them in memory, the head of a file.
  private var bytes: [UInt8]
  private var start = 0
  /// Bytes delivered so far.
  private(set) var position = 0
  /// Bytes in all; nil for a pipe.
  let count: Int?

  static let headCount = 64 << 10

  init(bytes: [UInt8]) {
    origin = .memory
    self.bytes = bytes
    count = bytes.count
  }

  init(file url: URL) throws(CSVError) {
    let file = try CSVFile(reading: url)
    origin = .file(file)
    count = file.byteCount
    bytes = []
    var head = [UInt8](repeating: 0, count: Self.headCount)
    var filled = 0
    while filled < head.count {
      let read = try file.read(into: &head, from: filled)
      if read == 0 { break }
      filled += read
    }
    head.removeLast(head.count - filled)
    bytes = head
  }

  /// The first bytes, at most 64 KiB, whether or not delivered already.
  var head: ArraySlice<UInt8> { bytes.prefix(Self.headCount) }

  /// Puts the next bytes into `buffer` from `offset` on, as many as fit; fewer only at the end.
  mutating func read(into buffer: inout [UInt8], from offset: Int) throws(CSVError) -> Int {
    var filled = min(bytes.count - start, buffer.count - offset)
    if filled > 0 {
      buffer.replaceSubrange(offset..<(offset + filled), with: bytes[start..<(start + filled)])
      start += filled
    }
    if case .file(let file) = origin {
      while offset + filled < buffer.count {
        let read = try file.read(into: &buffer, from: offset + filled)
        if read == 0 { break }
        filled += read
      }
    }
    position += filled
    return filled
  }

  mutating func skip(_ byteCount: Int) {
    let skipped = min(byteCount, bytes.count - start)
    start += skipped
    position += skipped
  }

  /// Shows all bytes, chunk by chunk, until `body` gives false, and delivers none of them.
  ///
  /// Of a pipe, which can't be read twice, it shows the head only.
  func survey(_ body: (ArraySlice<UInt8>) -> Bool) throws(CSVError) {
    guard body(bytes[...]), case .file(let file) = origin, file.byteCount != nil else { return }
    var offset = bytes.count
    var chunk = [UInt8](repeating: 0, count: 256 << 10)
    while true {
      let read = try file.read(into: &chunk, at: offset)
      guard read > 0, body(chunk[..<read]) else { return }
      offset += read
    }
  }
}

/// A file opened for reading, closed when the last holder goes.
final class CSVFile {
  private let path: String
  private let descriptor: Int32
  /// The file's length; nil for what has none, such as a pipe.
  let byteCount: Int?

  init(reading url: URL) throws(CSVError) {
    let path = url.path(percentEncoded: false)
    guard url.isFileURL else { throw .cannotOpen(path: url.absoluteString, code: EINVAL) }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotOpen(path: path, code: errno) }
    var status = stat()
    let isRegular = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    self.path = path
    self.descriptor = descriptor
    byteCount = isRegular ? Int(status.st_size) : nil
  }

  deinit {
    close(descriptor)
  }

  /// Reads the next bytes into `buffer` from `offset` on; 0 at the end.
  func read(into buffer: inout [UInt8], from offset: Int) throws(CSVError) -> Int {
    try retry {
      buffer.withUnsafeMutableBytes { bytes in
        let free = UnsafeMutableRawBufferPointer(rebasing: bytes[offset...])
        #if canImport(Darwin)
          return Darwin.read(descriptor, free.baseAddress, free.count)
        #elseif canImport(Glibc)
          return Glibc.read(descriptor, free.baseAddress, free.count)
        #else
          return Musl.read(descriptor, free.baseAddress, free.count)
        #endif
      }
    }
  }

  /// Reads bytes from a place in the file without moving on; 0 at the end.
  func read(into buffer: inout [UInt8], at position: Int) throws(CSVError) -> Int {
    try retry {
      buffer.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(position)) }
    }
  }

  private func retry(_ call: () -> Int) throws(CSVError) -> Int {
    while true {
      let result = call()
      if result >= 0 { return result }
      guard errno == EINTR else { throw .cannotRead(path: path, code: errno) }
    }
  }
}
