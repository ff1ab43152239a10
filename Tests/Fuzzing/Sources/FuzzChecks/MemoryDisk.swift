import CRMFileStore
import Synchronization

/// Files in memory, on a disk without faults.
final class MemoryDisk: FileSystem {
  private let files: Mutex<[String: File]>
  private let locks = Mutex<Set<String>>([])

  init(_ contents: [String: [UInt8]] = [:]) { files = Mutex(contents.mapValues(File.init)) }

  /// The files' bytes by their paths.
  var contents: [String: [UInt8]] { files.withLock { $0.mapValues(\.contents) } }

  func open(_ path: String, for access: FileAccess) throws -> any OpenFile {
    try files.withLock { files in
      let isNew = access == .creating
      guard let file = isNew ? File([]) : files[path] else { throw FileStoreError(.open, path: path, code: 2) }
      files[path] = file
      return file
    }
  }

  func exists(_ path: String) throws -> Bool {
    path == "/" || files.withLock { $0.keys.contains { $0.hasPrefix(path) } }
  }

  func list(_ directory: String) throws -> [String] {
    let folder = directory + "/"
    return files.withLock { $0.keys.filter { $0.hasPrefix(folder) }.map { String($0.dropFirst(folder.count)) } }
  }

  // Folders are there with the first file in them.
  func makeDirectory(_ path: String) throws {}
  func syncDirectory(_ path: String) throws {}

  func rename(_ path: String, to newPath: String) throws {
    files.withLock { $0[newPath] = $0.removeValue(forKey: path) }
  }

  func remove(_ path: String) throws { files.withLock { $0[path] = nil } }

  func lock(_ path: String) throws -> any FileLock {
    guard locks.withLock({ $0.insert(path).inserted }) else { throw FileStoreError.locked(path: path, holder: nil) }
    return Lock { [self] in locks.withLock { _ = $0.remove(path) } }
  }
}

extension MemoryDisk {
  private final class File: OpenFile {
    private let bytes: Mutex<[UInt8]>

    init(_ bytes: [UInt8]) { self.bytes = Mutex(bytes) }

    var contents: [UInt8] { bytes.withLock { $0 } }

    func size() throws -> Int { bytes.withLock { $0.count } }

    func read(at offset: Int, into buffer: inout OutputSpan<UInt8>) throws {
      for byte in contents.dropFirst(offset).prefix(buffer.freeCapacity) { buffer.append(byte) }
    }

    func write(_ new: Span<UInt8>, at offset: Int) throws -> Int {
      let new = new.withUnsafeBufferPointer { Array($0) }
      bytes.withLock { $0.replaceSubrange(offset..<min($0.count, offset + new.count), with: new) }
      return new.count
    }

    func truncate(to size: Int) throws { bytes.withLock { $0.removeLast($0.count - size) } }

    func sync(_ level: SyncLevel) throws {}
  }

  private final class Lock: FileLock {
    private let end: Mutex<(@Sendable () -> Void)?>

    init(_ end: @escaping @Sendable () -> Void) { self.end = Mutex(end) }

    deinit { release() }

    func release() { end.withLock { $0.take() }?() }
  }
}
