#if SQLite
  import CRMSQL
  import Foundation
  import Synchronization

  @testable import CRMSQLiteStore

  /// A folder that is there as long as the object is.
  final class ScratchFolder: Sendable {
    private static let next = Atomic(0)

    let path: String

    init() throws {
      let number = ScratchFolder.next.wrappingAdd(1, ordering: .relaxed).newValue
      path = NSTemporaryDirectory() + "crmkit-sqlite-\(ProcessInfo.processInfo.processIdentifier)-\(number)"
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The store's file.
    var file: String { path + "/store" }

    /// What a query of another program finds there, as text.
    func rows(_ sql: String) throws -> [[String]] {
      let connection = try SQLiteConnection(path: file, mayCreate: false, patience: 50)
      var rows: [[String]] = []
      try connection.query(sql) { row in
        rows.append(try (0..<row.width).map { row.isNull($0) ? "null" : try row.string($0) })
      }
      return rows
    }
  }

  extension SQLiteStore.Options {
    /// What tests use: nothing that depends on time.
    static let testing = SQLiteStore.Options(durability: .relaxed, patienceInMilliseconds: 50, followingInterval: nil)
  }
#endif
