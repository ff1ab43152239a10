/// The disk of the machine, through the system's own calls.
///
/// Files and folders that it makes belong to the user of the process alone (modes 0600 and 0700). Files are read, never
/// mapped into memory, so that one cut by somebody else is an error and not the end of the process.
public struct LocalFileSystem: FileSystem {
  /// The local disk.
  public init() {}

  /// Opens a file; creates it with mode 0600.
  public func open(_ path: String, for access: FileAccess) throws -> any OpenFile {
    LocalFile(descriptor: try POSIX.openFile(path, for: access), path: path)
  }

  /// Whether something is at the path.
  public func exists(_ path: String) throws -> Bool { try POSIX.exists(path) }

  /// The names of what is in a folder.
  public func list(_ directory: String) throws -> [String] { try POSIX.list(directory) }

  /// Makes a folder, with mode 0700.
  public func makeDirectory(_ path: String) throws { try POSIX.makeDirectory(path) }

  /// Brings a folder's entries to the disk: `fsync`, on Apple systems `F_FULLFSYNC`.
  public func syncDirectory(_ path: String) throws { try POSIX.syncDirectory(path) }

  /// Renames a file, in place of what has the new name.
  public func rename(_ path: String, to newPath: String) throws { try POSIX.renameFile(path, to: newPath) }

  /// Removes a file.
  public func remove(_ path: String) throws { try POSIX.remove(path) }

  /// Takes a lock, which is an `flock` of the file; in the file is the number of the process that has it.
  public func lock(_ path: String) throws -> any FileLock { try LocalFileLock(path: path) }
}

/// A file of the local disk.
///
/// The system makes its calls safe from several threads.
private final class LocalFile: OpenFile {
  private let descriptor: Int32
  private let path: String

  init(descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit { POSIX.closeFile(descriptor) }

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
