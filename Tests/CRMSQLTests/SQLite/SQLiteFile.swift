#if SQLite
  import CRMCore
  import CRMSQL
  import Foundation

  @testable import CRMSQLiteStore

  /// A file for a database, in a folder of its own.
  final class SQLiteFile: TestDatabase {
    let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    var path: String { folder.path + "/store" }

    var place: String { path }

    func exists() -> Bool { FileManager.default.fileExists(atPath: path) }

    /// A store in it that is out of patience soon, and does nothing that depends on time.
    func open(
      mayCreate: Bool = true, _ change: (inout SQLiteStore.Options) -> Void = { _ in }
    ) throws -> SQLiteStore {
      var options = SQLiteStore.Options(durability: .relaxed, patienceInMilliseconds: 50, followingInterval: nil)
      change(&options)
      return try SQLiteStore(at: path, Workshop.types, options: options, mayCreate: mayCreate)
    }

    func openStore(_ catalog: Catalog, _ settings: StoreSettings) throws -> any SQLStore {
      let options = SQLiteStore.Options(
        durability: .relaxed, patienceInMilliseconds: 60_000, mostReaders: settings.mostViews,
        rememberedCommits: settings.rememberedCommits, followingInterval: nil)
      return try SQLiteStore(
        at: path, catalog: catalog, environment: settings.environment, options: options, mayCreate: settings.mayCreate)
    }

    static func openStore(at place: String, _ types: [any Record.Type]) throws -> SQLiteStore {
      try SQLiteStore(at: place, types)
    }

    func beside() throws -> SQLiteConnection { try SQLiteConnection(path: path, mayCreate: true, patience: 50) }

    func rows(_ sql: String) throws -> [[String]] {
      var rows: [[String]] = []
      try beside().query(sql) { row in
        rows.append(try (0..<row.width).map { row.isNull($0) ? "null" : try row.string($0) })
      }
      return rows
    }

    func setFormat(_ version: Int) throws { try beside().execute("PRAGMA user_version = \(version)") }

    func setLastCommit(_ number: Int64) throws {
      try beside().execute(
        "DELETE FROM crm_commits; INSERT INTO crm_commits (sequence, instant, changes) VALUES (\(number), 0, x'')")
    }

    func refusal(_ error: any Error) -> StoreRefusal? {
      switch error as? SQLiteStoreError {
      case .noStore(path): .noStore
      case .newerFormat(path, let found, supported: 1): .newerFormat(found)
      case .incompatible(let reason): .incompatible(reason)
      case .alteredSchema(let reason): .altered(reason)
      case .damaged(path, let reason): reason.lastCommit(after: "its last commit is number ")
      case .rebuiltMeanwhile(path): .rebuiltMeanwhile
      default: nil
      }
    }
  }

  extension SQLiteStore: SQLStore {
    var tables: StoreSchema { schema }

    func openAgain() throws -> any SQLStore {
      try SQLiteStore(at: path, catalog: catalog, environment: environment, options: options, mayCreate: false)
    }
  }
#endif
