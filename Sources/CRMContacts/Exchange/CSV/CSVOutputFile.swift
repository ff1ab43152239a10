internal import Foundation

/// A file that gets its name only when it is whole.
///
/// A pipe or a device has its name already, and is written as the bytes come; a symbolic link stays, and the file that
/// it leads to is written.
final class CSVOutputFile {
  private let path: String
  /// What the file is called until it is whole; nil for a pipe or a device.
  private let partialPath: String?
  private var descriptor: Int32

  init(url: URL) throws(CSVError) {
    guard url.isFileURL else { throw .cannotWrite(path: url.absoluteString, code: EINVAL) }
    path = Self.target(of: url.path(percentEncoded: false))
    var status = stat()
    let kind = stat(path, &status) == 0 ? status.st_mode & S_IFMT : S_IFREG
    if kind == S_IFDIR { throw .cannotWrite(path: path, code: EISDIR) }
    partialPath = kind == S_IFREG ? path + ".partial" : nil
    let flags = partialPath == nil ? O_WRONLY | O_CLOEXEC : O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
    descriptor = open(partialPath ?? path, flags, 0o666)
    guard descriptor >= 0 else { throw .cannotWrite(path: partialPath ?? path, code: errno) }
  }

  deinit {
    guard descriptor >= 0 else { return }
    _ = close(descriptor)
    if let partialPath { _ = unlink(partialPath) }
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
    if let partialPath {
      guard fsync(descriptor) == 0, rename(partialPath, path) == 0 else { throw failure }
    }
    _ = close(descriptor)
    descriptor = -1
  }

  /// Where a path leads when links are followed; the path itself where there is nothing yet.
  private static func target(of path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private var failure: CSVError { .cannotWrite(path: path, code: errno) }
}

/// The system's call, which the method of that name hides.
private let systemWrite: @Sendable (Int32, UnsafeRawPointer?, Int) -> Int = write
