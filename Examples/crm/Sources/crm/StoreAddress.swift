import ArgumentParser
import CRMKit
import Foundation

#if SQLite
  import CRMSQLiteStore
#endif
#if PostgreSQL
  import CRMPostgresStore
#endif

/// Where a store is: in a folder, or in a database for which the program was built.
enum StoreAddress: Hashable, Sendable, ExpressibleByArgument {
  case folder(String)
  /// The file of an SQLite database.
  case sqlite(String)
  /// How to connect to a PostgreSQL server, as a URI.
  case postgres(String)

  init?(argument: String) {
    guard !argument.isEmpty else { return nil }
    if argument.hasPrefix("postgres://") || argument.hasPrefix("postgresql://") {
      self = .postgres(argument)
    } else {
      self = argument.hasPrefix("sqlite:") ? .sqlite(String(argument.dropFirst(7))) : .folder(argument)
    }
  }

  /// What `--store` takes.
  static let forms = "DIR, sqlite:FILE or postgres://…"

  /// Opens the store with all of CRMKit's records.
  ///
  /// - Parameter mayCreate: Whether a store is created when there is none.
  func open(_ environment: CRMEnvironment = .system(), creating mayCreate: Bool) async throws -> any Store {
    switch self {
    case .folder(let path):
      return try orNone { try FileStore(at: path, CRM.recordTypes, environment: environment, mayCreate: mayCreate) }
    case .sqlite(let path):
      #if SQLite
        do {
          return try SQLiteStore(at: path, CRM.recordTypes, environment: environment, mayCreate: mayCreate)
        } catch SQLiteStoreError.noStore { throw noStore }
      #else
        throw CommandError("this program was built without SQLite; build it with --traits SQLite")
      #endif
    case .postgres(let connection):
      #if PostgreSQL
        do {
          return try await PostgresStore(connection, CRM.recordTypes, environment: environment, mayCreate: mayCreate)
        } catch PostgresStoreError.noStore { throw noStore }
      #else
        throw CommandError("this program was built without PostgreSQL; build it with --traits PostgreSQL")
      #endif
    }
  }

  /// Runs a body on the store, to which the modules add what they show of each other, and closes it.
  func withStore<T>(
    creating mayCreate: Bool = false, in environment: CRMEnvironment = .system(),
    _ body: (any Store) async throws -> T
  ) async throws -> T {
    var environment = environment
    CRM.contribute(to: &environment)
    let store = try await open(environment, creating: mayCreate)
    do {
      let result = try await body(store)
      try await store.close()
      return result
    } catch {
      try? await store.close()
      throw error
    }
  }

  /// Opens the store to look at it beside others who write to it.
  ///
  /// - Returns: The store, and what makes it see what others have committed.
  func openBesideOthers(
    _ environment: CRMEnvironment
  ) async throws -> (store: any Store, refresh: @Sendable () async throws -> Void) {
    if case .folder(let path) = self {
      let store = try orNone { try ReadOnlyFileStore(at: path, CRM.recordTypes, environment: environment) }
      return (store, { try await store.refresh() })
    }
    let store = try await open(environment, creating: false)
    #if SQLite
      if let store = store as? SQLiteStore { return (store, { try await store.noticeOthers() }) }
    #endif
    return (store, {})
  }

  /// Whether there is certainly nothing where the store would be.
  var isVacant: Bool {
    switch self {
    case .folder(let path), .sqlite(let path): !FileManager.default.fileExists(atPath: path)
    case .postgres: false
    }
  }

  /// Runs what opens the store's files, and says which commands make some when there are none.
  func orNone<T>(_ open: () throws -> T) throws -> T {
    do { return try open() } catch FileStoreError.noStore, FileStoreError.missing { throw noStore }
  }

  private var noStore: CommandError {
    CommandError("there is no store in \(self); `import`, `create`, `demo` and the commands `add` make one")
  }
}

extension StoreAddress: CustomStringConvertible {
  /// The address as it is typed.
  var argument: String {
    switch self {
    case .folder(let path): path
    case .sqlite(let path): "sqlite:\(path)"
    case .postgres(let connection): connection
    }
  }

  /// The address as it is typed, without a password.
  var description: String {
    switch self {
    case .folder, .sqlite: argument
    case .postgres(let connection): Self.withoutSecrets(connection)
    }
  }

  /// A connection's address with neither its password nor its options, among which one may be.
  private static func withoutSecrets(_ connection: String) -> String {
    guard var address = URLComponents(string: connection) else { return "postgres://…" }
    (address.password, address.query) = (nil, nil)
    return address.string ?? "postgres://…"
  }
}
