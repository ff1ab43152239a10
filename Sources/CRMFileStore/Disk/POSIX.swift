#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The system calls, each repeated when a signal interrupts it and each failure made a ``FileStoreError``.
///
/// Everything that differs between systems is in this file.
enum POSIX {
  /// What an error number means to the store.
  enum Meaning {
    case diskFull, accessDenied, readOnly, missing, notFolder, other
  }

  static func meaning(of code: Int32) -> Meaning {
    switch code {
    case ENOSPC, EDQUOT: .diskFull
    case EACCES, EPERM: .accessDenied
    case EROFS: .readOnly
    case ENOENT: .missing
    case ENOTDIR: .notFolder
    default: .other
    }
  }

  static func text(of code: Int32) -> String {
    guard let text = strerror(code) else { return "unknown error" }
    return String(cString: text)
  }

  static var processNumber: Int32 { getpid() }

  // The most that one call moves: Darwin refuses 2 GiB and more.
  private static let callLimit = 1 << 30

  // A store holds people's data: only its user may read it.
  private static let fileMode: mode_t = 0o600
  private static let directoryMode: mode_t = 0o700

  static func openFile(_ path: String, for access: FileAccess) throws -> Int32 {
    let flags =
      switch access {
      case .reading: O_RDONLY
      case .writing: O_RDWR
      case .creating: O_RDWR | O_CREAT | O_TRUNC
      }
    return try call(.open, path) { open(path, flags | O_CLOEXEC, fileMode) }
  }

  static func openLock(_ path: String) throws -> Int32 {
    try call(.open, path) { open(path, O_RDWR | O_CREAT | O_CLOEXEC, fileMode) }
  }

  static func closeFile(_ descriptor: Int32) {
    // Never repeated: after EINTR the number may already belong to another file.
    _ = close(descriptor)
  }

  static func size(of descriptor: Int32, path: String) throws -> Int {
    var status = stat()
    _ = try call(.inspect, path) { fstat(descriptor, &status) }
    guard let size = Int(exactly: status.st_size) else {
      throw FileStoreError(.inspect, path: path, code: EOVERFLOW)
    }
    return size
  }

  static func exists(_ path: String) throws -> Bool {
    do {
      _ = try call(.inspect, path) { access(path, F_OK) }
      return true
    } catch FileStoreError.missing {
      return false
    }
  }

  static func read(_ descriptor: Int32, at offset: Int, into buffer: UnsafeMutableRawBufferPointer, path: String) throws
    -> Int
  {
    let count = min(buffer.count, callLimit)
    return try call(.read, path) { pread(descriptor, buffer.baseAddress, count, off_t(offset)) }
  }

  static func write(_ descriptor: Int32, at offset: Int, from bytes: UnsafeRawBufferPointer, path: String) throws -> Int
  {
    let count = min(bytes.count, callLimit)
    return try call(.write, path) { pwrite(descriptor, bytes.baseAddress, count, off_t(offset)) }
  }

  static func truncate(_ descriptor: Int32, to size: Int, path: String) throws {
    _ = try call(.truncate, path) { ftruncate(descriptor, off_t(size)) }
  }

  static func sync(_ descriptor: Int32, _ level: SyncLevel, path: String, as operation: FileOperation = .sync) throws {
    #if canImport(Darwin)
      let command = level == .full ? F_FULLFSYNC : F_BARRIERFSYNC
      do {
        _ = try call(operation, path) { fcntl(descriptor, command) }
      } catch FileStoreError.disk(let failure) where [ENOTSUP, EINVAL, ENOTTY].contains(failure.code) {
        // A file system without the command, such as a network's: the most that it offers.
        _ = try call(operation, path) { fsync(descriptor) }
      }
    #else
      _ = try call(operation, path) { fdatasync(descriptor) }
    #endif
  }

  static func syncDirectory(_ path: String) throws {
    let descriptor = try call(.syncDirectory, path) { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0) }
    defer { closeFile(descriptor) }
    #if canImport(Darwin)
      try sync(descriptor, .full, path: path, as: .syncDirectory)
    #else
      _ = try call(.syncDirectory, path) { fsync(descriptor) }
    #endif
  }

  static func makeDirectory(_ path: String) throws {
    do {
      _ = try call(.makeDirectory, path) { mkdir(path, directoryMode) }
    } catch FileStoreError.disk(let failure) where failure.code == EEXIST {
      return
    }
  }

  static func renameFile(_ path: String, to newPath: String) throws {
    _ = try call(.rename, path) { rename(path, newPath) }
  }

  static func remove(_ path: String) throws {
    _ = try call(.remove, path) { unlink(path) }
  }

  static func list(_ directory: String) throws -> [String] {
    guard let stream = opendir(directory) else { throw FileStoreError(.list, path: directory, code: errno) }
    defer { closedir(stream) }
    var names: [String] = []
    errno = 0
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
      errno = 0
    }
    guard errno == 0 else { throw FileStoreError(.list, path: directory, code: errno) }
    return names
  }

  /// Takes the lock without waiting.
  ///
  /// - Returns: Whether it was free.
  static func lock(_ descriptor: Int32, path: String) throws -> Bool {
    do {
      _ = try call(.lock, path) { flock(descriptor, LOCK_EX | LOCK_NB) }
      return true
    } catch FileStoreError.disk(let failure) {
      switch failure.code {
      case EWOULDBLOCK: return false
      case ENOTSUP, EOPNOTSUPP, ENOSYS, EINVAL, ENOLCK: throw FileStoreError.lockingUnsupported(failure)
      default: throw FileStoreError.disk(failure)
      }
    }
  }

  private static func call<Result: FixedWidthInteger & SignedInteger>(
    _ operation: FileOperation, _ path: String, _ body: () -> Result
  ) throws -> Result {
    while true {
      let result = body()
      if result >= 0 { return result }
      let code = errno
      if code != EINTR { throw FileStoreError(operation, path: path, code: code) }
    }
  }
}
