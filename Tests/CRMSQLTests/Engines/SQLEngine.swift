#if SQLite || PostgreSQL
  import CRMCore
  import Testing

  /// An engine of SQL, on each of which the same is tried.
  enum SQLEngine: String, Codable, Sendable, CustomTestStringConvertible {
    case sqlite = "SQLite"
    case postgres = "PostgreSQL"

    /// The engines that this program was built with; PostgreSQL only beside a server.
    static let all: [SQLEngine] = {
      var all: [SQLEngine] = []
      #if SQLite
        all.append(.sqlite)
      #endif
      #if PostgreSQL
        if TestServer.address != nil { all.append(.postgres) }
      #endif
      return all
    }()

    var testDescription: String { rawValue }

    /// An empty database.
    func makeDatabase() throws -> any TestDatabase {
      #if SQLite
        if self == .sqlite { return try SQLiteFile() }
      #endif
      #if PostgreSQL
        if self == .postgres { return TestSchema() }
      #endif
      throw StoreError.unavailable("\(rawValue) is not built")
    }

    /// A store as a program has it that knows of a database only where it is.
    func openStore(at place: String, _ types: [any Record.Type]) async throws -> any Store {
      #if SQLite
        if self == .sqlite { return try SQLiteFile.openStore(at: place, types) }
      #endif
      #if PostgreSQL
        if self == .postgres { return try await TestSchema.openStore(at: place, types) }
      #endif
      throw StoreError.unavailable("\(rawValue) is not built")
    }
  }
#endif
