import Synchronization

/// The lock of a file on the local disk: `flock`, which the system lets go when the process ends.
///
/// The file holds the holder's process number, for the error that others get. It is never removed: a lock on a removed
/// file keeps nobody out.
final class LocalFileLock: FileLock {
  private let descriptor: Mutex<Int32?>

  init(path: String) throws {
    let descriptor = try POSIX.openLock(path)
    do {
      guard try POSIX.lock(descriptor, path: path) else {
        throw FileStoreError.locked(path: path, holder: Self.holder(descriptor, path: path))
      }
      Self.sign(descriptor, path: path)
    } catch {
      POSIX.closeFile(descriptor)
      throw error
    }
    self.descriptor = Mutex(descriptor)
  }

  deinit { release() }

  func release() {
    descriptor.withLock {
      guard let open = $0 else { return }
      POSIX.closeFile(open)
      $0 = nil
    }
  }

  // Only for the others' error message, so a full disk does not keep the store from opening.
  private static func sign(_ descriptor: Int32, path: String) {
    let text = Array("\(POSIX.processNumber)\n".utf8)
    try? POSIX.truncate(descriptor, to: 0, path: path)
    _ = try? text.withUnsafeBytes { try POSIX.write(descriptor, at: 0, from: $0, path: path) }
  }

  // Nil between the moment when the holder takes the lock and the one when it signs.
  private static func holder(_ descriptor: Int32, path: String) -> Int32? {
    var text = [UInt8](repeating: 0, count: 16)
    let count = try? text.withUnsafeMutableBytes { try POSIX.read(descriptor, at: 0, into: $0, path: path) }
    return Int32(String(decoding: text.prefix(count ?? 0).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
  }
}
