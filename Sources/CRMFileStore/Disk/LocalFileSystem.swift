/// The disk of the machine, through the system's own calls.
///
/// Files and folders that it makes belong to the user of the process alone (modes 0600 and 0700). Files are read, never
/// mapped into memory, so that one cut by somebody else is an error and not the end of the process.
public struct LocalFileSystem: FileSystem {
  /// The local disk.
  public init() {}

  public func open(_ path: String, for access: FileAccess) throws -> any OpenFile {
    LocalFile(descriptor: try POSIX.open(path, for: access), path: path)
  }

  public func exists(_ path: String) throws -> Bool { try POSIX.exists(path) }

  public func list(_ directory: String) throws -> [String] { try POSIX.list(directory) }

  public func makeDirectory(_ path: String) throws { try POSIX.makeDirectory(path) }

  public func syncDirectory(_ path: String) throws { try POSIX.syncDirectory(path) }

  public func rename(_ path: String, to newPath: String) throws { try POSIX.rename(path, to: newPath) }

  public func remove(_ path: String) throws { try POSIX.remove(path) }

  public func lock(_ path: String) throws -> any FileLock { try LocalFileLock(path: path) }
}

/// A file of the local disk. The system makes its calls safe from several threads.
private final class LocalFile: OpenFile {
  private let descriptor: Int32
  private let path: String

  init(descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit { POSIX.close(descriptor) }

  func size() throws -> Int { try POSIX.size(of: descriptor, path: path) }

  func read(at offset: Int, into buffer: inout OutputSpan<UInt8>) throws {
    try buffer.withUnsafeMutableBufferPointer { bytes, count in
      let free = UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: bytes[count...]))
      count += try POSIX.read(descriptor, at: offset, into: free, path: path)
    }
  }

  func write(_ bytes: Span<UInt8>, at offset: Int) throws -> Int {
    try bytes.withUnsafeBytes { try POSIX.write(descriptor, at: offset, from: $0, path: path) }
  }

  func truncate(to size: Int) throws { try POSIX.truncate(descriptor, to: size, path: path) }

  func sync(_ level: SyncLevel) throws { try POSIX.sync(descriptor, level, path: path) }
}
