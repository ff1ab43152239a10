#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Files that are either whole and on the disk, or not there.
enum DurableFile {
  /// Writes a file under a name of its own, syncs it, and only then gives it its name.
  ///
  /// - Parameter scratch: The folder in which it is written first, on the same file system. What a crash leaves there is no file yet.
  /// - Returns: Whether the name was free; otherwise nothing was changed.
  static func create(_ name: String, in folder: String, scratch: String, holding bytes: some Collection<UInt8>)
    throws(TransportFileError) -> Bool
  {
    let path = "\(folder)/\(name)"
    var template = Array("\(scratch)/\(name).XXXXXX".utf8CString)
    let descriptor = try call(path) { mkstemp(&template) }
    let temporary = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    defer { unlink(temporary) }
    do {
      try write(bytes, to: descriptor, path)
      _ = try call(path) { fsync(descriptor) }
    } catch {
      close(descriptor)
      throw error
    }
    _ = try call(path) { close(descriptor) }
    let isFree = try give(path, to: temporary)
    try syncFolder(folder)
    return isFree
  }

  /// A file without a name, which goes with its descriptor, to be read from its beginning.
  static func nameless(in folder: String, holding bytes: some Collection<UInt8>) throws(TransportFileError) -> Int32 {
    var template = Array("\(folder)/crm.XXXXXX".utf8CString)
    let descriptor = try call(folder) { mkstemp(&template) }
    unlink(template)
    do {
      // Programs that are started meanwhile don't get it.
      _ = try call(folder) { fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
      try write(bytes, to: descriptor, folder)
      _ = try call(folder) { lseek(descriptor, 0, SEEK_SET) }
    } catch {
      close(descriptor)
      throw error
    }
    return descriptor
  }

  /// The names of what is in a folder.
  static func names(in folder: String) throws(TransportFileError) -> [String] {
    guard let stream = opendir(folder) else { throw failure(errno, folder) }
    defer { closedir(stream) }
    var names: [String] = []
    errno = 0
    while let entry = readdir(stream) {
      names.append(
        withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
      errno = 0
    }
    if errno != 0 { throw failure(errno, folder) }
    return names
  }

  /// Makes a folder that only its user may enter, unless it is there.
  static func makeFolder(_ path: String) throws(TransportFileError) {
    if mkdir(path, 0o700) != 0, errno != EEXIST { throw failure(errno, path) }
  }

  private static func write(_ bytes: some Collection<UInt8>, to descriptor: Int32, _ path: String)
    throws(TransportFileError)
  {
    let bytes = ContiguousArray(bytes)
    var offset = 0
    while offset < bytes.count {
      // Darwin refuses 2 GiB and more at once.
      let count = min(bytes.count - offset, 1 << 30)
      offset += try call(path) {
        bytes.withUnsafeBytes { buffer in
          #if canImport(Darwin)
            Darwin.write(descriptor, buffer.baseAddress?.advanced(by: offset), count)
          #elseif canImport(Glibc)
            Glibc.write(descriptor, buffer.baseAddress?.advanced(by: offset), count)
          #else
            Musl.write(descriptor, buffer.baseAddress?.advanced(by: offset), count)
          #endif
        }
      }
    }
  }

  /// Gives a file its name, unless another has it.
  private static func give(_ path: String, to temporary: String) throws(TransportFileError) -> Bool {
    if link(temporary, path) == 0 { return true }
    let code = errno
    if code == EEXIST { return false }
    // A file system without links; a rename would replace what is there.
    guard [EPERM, ENOTSUP, EOPNOTSUPP, ENOSYS].contains(code) else { throw failure(code, path) }
    if access(path, F_OK) == 0 { return false }
    _ = try call(path) { rename(temporary, path) }
    return true
  }

  private static func syncFolder(_ path: String) throws(TransportFileError) {
    let descriptor = try call(path) { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    defer { close(descriptor) }
    _ = try call(path) { fsync(descriptor) }
  }

  private static func call<Result: FixedWidthInteger & SignedInteger>(_ path: String, _ body: () -> Result)
    throws(TransportFileError) -> Result
  {
    while true {
      let result = body()
      if result >= 0 { return result }
      let code = errno
      if code != EINTR { throw failure(code, path) }
    }
  }

  private static func failure(_ code: Int32, _ path: String) -> TransportFileError {
    switch code {
    case ENOENT, ENOTDIR: .missingFolder(path)
    case ENOSPC, EDQUOT: .diskFull(path)
    case EACCES, EPERM, EROFS: .accessDenied(path)
    default: .disk(path, reason: strerror(code).map { String(cString: $0) } ?? "error \(code)")
    }
  }
}
