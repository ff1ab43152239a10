import CRMKit

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
    /// A schema of the server under measurement.
    case postgres(schema: String)
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
    // What a server takes of memory is its own.
    return folder == nil ? all.subtracting([.memoryBytes]) : all
  }

  var settings: String {
    switch self {
    case .memory: "CRM(store: .memory)"
    case .files: "CRM(store: .file), unsynced: durability .relaxed, synced and bulk load: .immediate"
    #if SQLite
      case .sqlite:
        """
        CRM over SQLiteStore, cacheInMebibytes \(SQLiteSettings.cacheInMebibytes), unsynced: durability .relaxed, \
        synced and bulk load: .immediate
        """
    #endif
    #if PostgreSQL
      case .postgres: "CRM over PostgresStore, unsynced: synchronous_commit off, synced and bulk load: on"
    #endif
    }
  }

  /// Brings what was loaded to its final form, where the store does not do so when it is closed.
  func settle() throws {
    #if PostgreSQL
      if case .postgres(let schema) = self { try PostgresServer.settle(schema) }
    #endif
  }

  /// How much the store takes on a disk that is not its folder's; nil for one with a folder.
  func size() throws -> Int? {
    #if PostgreSQL
      if case .postgres(let schema) = self { return try PostgresServer.size(of: schema) }
    #endif
    return nil
  }

  /// Removes what is not in the folder.
  func remove() throws {
    #if PostgreSQL
      if case .postgres(let schema) = self { try PostgresServer.remove(schema) }
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
        // As much as the peer has, which also reads from mapped memory.
        let options = SQLiteStore.Options(durability: durability, cacheInMebibytes: SQLiteSettings.cacheInMebibytes)
        return try SQLiteStore(at: folder + "/store", records, environment: environment, options: options)
    #endif
    #if PostgreSQL
      case .postgres(let schema):
        return try await PostgresStore(
          PostgresServer.address(PostgresServer.synchronousCommit(syncing)), records, environment: environment,
          options: PostgresStore.Options(schema: schema, mostConnections: 64))
    #endif
    }
  }
}
