import CRMKit
import Foundation
import Synchronization

#if SQLite
  import CRMSQLiteStore
#endif
#if PostgreSQL
  import CRMPostgresStore
#endif

/// Where a CRM under measurement keeps its records.
enum StorePlace {
  case memory
  case files(String)
  #if SQLite
    case sqlite(String)
  #endif
  #if PostgreSQL
    /// A schema of the database that `CRMKIT_POSTGRES` names.
    case postgres
  #endif

  /// The folder of the store's files, or nothing.
  var folder: String? {
    switch self {
    case .memory: nil
    case .files(let folder): folder
    #if SQLite
      case .sqlite(let folder): folder
    #endif
    #if PostgreSQL
      case .postgres: nil
    #endif
    }
  }

  /// Whether the records are still there when the store is closed.
  var lasts: Bool { if case .memory = self { false } else { true } }

  var works: Set<Work> {
    let all = Set(Work.allCases)
    if case .memory = self { return all.subtracting([.commitSynced, .commitSynced64, .open, .diskBytes]) }
    // What a server takes is not seen from here.
    return folder == nil ? all.subtracting([.diskBytes, .memoryBytes]) : all
  }

  var settings: String {
    switch self {
    case .memory: "CRM(store: .memory)"
    case .files: "CRM(store: .file), unsynced: durability .relaxed, synced and bulk load: .immediate"
    #if SQLite
      case .sqlite: "CRM over SQLiteStore, unsynced: durability .relaxed, synced and bulk load: .immediate"
    #endif
    #if PostgreSQL
      case .postgres: "CRM over PostgresStore, unsynced: synchronous_commit off, synced and bulk load: on"
    #endif
    }
  }

  /// Makes sure that the next store that is opened is an empty one; folders are emptied by who asks.
  func beginAnew() {
    #if PostgreSQL
      if case .postgres = self { StorePlace.schema.wrappingAdd(1, ordering: .relaxed) }
    #endif
  }

  func open(_ records: [any Record.Type], _ syncing: Syncing) async throws -> any Store {
    var environment = CRMEnvironment.system()
    CRM.contribute(to: &environment)
    switch self {
    case .memory: return try MemoryStore(records, environment: environment)
    case .files(let folder):
      let durability = syncing == .synced ? Durability.immediate : .relaxed
      return try FileStore(
        at: folder, records, environment: environment, options: FileStore.Options(durability: durability))
    #if SQLite
      case .sqlite(let folder):
        let durability = syncing == .synced ? SQLiteStore.Durability.immediate : .relaxed
        return try SQLiteStore(
          at: folder + "/store", records, environment: environment, options: SQLiteStore.Options(durability: durability)
        )
    #endif
    #if PostgreSQL
      case .postgres:
        guard let server = ProcessInfo.processInfo.environment["CRMKIT_POSTGRES"] else { throw NoServer() }
        let setting = "-c synchronous_commit=\(syncing == .synced ? "on" : "off")"
        var address = URLComponents(string: server)
        let items = address?.queryItems ?? []
        address?.queryItems = items + [URLQueryItem(name: "options", value: setting)]
        let schema = "compare_\(ProcessInfo.processInfo.processIdentifier)_\(Self.schema.load(ordering: .relaxed))"
        return try await PostgresStore(
          address?.string ?? server, records, environment: environment,
          options: PostgresStore.Options(schema: schema, mostConnections: 64))
    #endif
    }
  }

  #if PostgreSQL
    /// The number of the schema in use: each load has one of its own, which stays until the database goes.
    private static let schema = Atomic(0)

    /// There is no server to measure.
    struct NoServer: Error, CustomStringConvertible {
      var description: String { "name a PostgreSQL database that may be filled by CRMKIT_POSTGRES=postgres://…" }
    }
  #endif
}
