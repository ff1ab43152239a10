internal import Foundation

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
        return systemRead(descriptor, free.baseAddress, free.count)
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

/// The system's call, which the method of that name hides.
private let systemRead: @Sendable (Int32, UnsafeMutableRawPointer?, Int) -> Int = read
