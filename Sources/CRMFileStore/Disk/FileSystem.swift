/// What the file store asks of a disk.
///
/// The store reaches files only through this protocol. ``LocalFileSystem`` is the real disk; a test passes one that
/// fails on purpose; an application may pass one of its own, for files that live elsewhere.
///
/// ### Conforming
///
/// - Paths are the folder that the application named, a slash, and a file's name. Nothing else is built from them.
/// - Calls block until they are done and may come from any thread, several at once.
/// - What is written need not be on the disk before ``OpenFile/sync(_:)`` returns. What was created, renamed or removed
///   need not be on the disk before ``syncDirectory(_:)`` of its folder returns. Everything else the store's promises
///   need is said at each requirement: a file system that breaks one of them breaks the store's promises with it.
/// - Throw ``FileStoreError``, made with ``FileStoreError/init(_:path:code:)`` where there is an error number, so that
///   callers can tell a full disk from a missing right. Other errors are passed on as they are.
public protocol FileSystem: Sendable {
  /// Opens a file.
  ///
  /// The file closes when the last reference to it is released. It stays usable when it is renamed or removed.
  ///
  /// - Throws: ``FileStoreError/missing(_:)`` when it is not there and `access` is not ``FileAccess/creating``.
  func open(_ path: String, for access: FileAccess) throws -> any OpenFile

  /// Whether something is at `path`.
  func exists(_ path: String) throws -> Bool

  /// The names of what is in a folder, in any order, without the folder's path.
  func list(_ directory: String) throws -> [String]

  /// Makes a folder whose parent exists. A folder that exists already is left as it is.
  func makeDirectory(_ path: String) throws

  /// Returns once everything created, renamed or removed in the folder so far survives a power cut.
  func syncDirectory(_ path: String) throws

  /// Renames a file within its folder. What has the new name already is replaced, so that at each moment, even across
  /// a crash, the new name means either the old file or the new.
  func rename(_ path: String, to newPath: String) throws

  /// Removes a file.
  func remove(_ path: String) throws

  /// Takes the exclusive lock that the file at `path` stands for, creating the file if need be. Never waits.
  ///
  /// The lock ends with ``FileLock/release()``, with the last reference to it, and with the process, however that dies.
  ///
  /// - Throws: ``FileStoreError/locked(path:holder:)`` when it is taken, in this process or another;
  ///   ``FileStoreError/lockingUnsupported(_:)`` when the file system has no locks.
  func lock(_ path: String) throws -> any FileLock
}

/// How a file is opened.
public enum FileAccess: Sendable, Hashable {
  /// To be read. It must exist.
  case reading
  /// To be read and written. It must exist.
  case writing
  /// To be read and written, as an empty file: created, or emptied if it exists.
  case creating
}

/// A file that a ``FileSystem`` has opened.
///
/// Calls may come from several threads at once: the store writes at the end while it syncs, and reads what is written.
public protocol OpenFile: AnyObject, Sendable {
  /// The file's length in bytes, with everything that was written to it.
  func size() throws -> Int

  /// Appends bytes of the file, from `offset` on, to `buffer`: at least one unless the buffer is full or the file
  /// ends there, and as many more as is convenient.
  func read(at offset: Int, into buffer: inout OutputSpan<UInt8>) throws

  /// Writes bytes at `offset`, which is never beyond the file's end: at least one of them, and as many more as is
  /// convenient.
  ///
  /// - Returns: How many were written. The caller writes the rest.
  func write(_ bytes: Span<UInt8>, at offset: Int) throws -> Int

  /// Cuts the file to its first `size` bytes.
  func truncate(to size: Int) throws

  /// Returns once everything written to this file before the call survives what `level` says.
  ///
  /// - Throws: When it may not. What was written since the last successful sync may then be partly on the disk.
  func sync(_ level: SyncLevel) throws
}

/// What a sync of a file promises.
public enum SyncLevel: Sendable, Hashable {
  /// Everything written before survives a power cut. Linux: `fdatasync`. Apple systems: `F_FULLFSYNC`, which empties
  /// the drive's own cache too.
  case full
  /// Nothing written after the call reaches the disk before everything written before it. Apple systems:
  /// `F_BARRIERFSYNC`. Linux has no such call and does what ``full`` does.
  case barrier
}

/// A lock that is held.
///
/// See ``FileSystem/lock(_:)``.
public protocol FileLock: AnyObject, Sendable {
  /// Lets the lock go. Further calls do nothing.
  func release()
}
