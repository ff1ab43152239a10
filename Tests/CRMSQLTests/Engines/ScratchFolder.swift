#if SQLite || PostgreSQL
  import Foundation
  import Synchronization

  /// A folder that is there as long as the object is.
  final class ScratchFolder: Sendable {
    private static let next = Atomic(0)

    let path: String

    init() throws {
      let number = ScratchFolder.next.wrappingAdd(1, ordering: .relaxed).newValue
      path = NSTemporaryDirectory() + "crmkit-sql-\(ProcessInfo.processInfo.processIdentifier)-\(number)"
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
  }
#endif
