#if PostgreSQL
  import CRMCore
  import CRMSQL
  import Testing

  @testable import CRMPostgresStore

  /// A schema of the tests' database that is there as long as the object is.
  final class TestSchema: Sendable {
    let name = TestServer.newSchema()

    deinit { try? TestServer.connect().execute("DROP SCHEMA IF EXISTS \(name.quotedForSQL) CASCADE") }

    /// The options of the stores in it.
    var options: PostgresStore.Options { .testing(schema: name) }

    /// A store in it.
    func open(
      _ types: [any Record.Type] = Workshop.types, environment: CRMEnvironment = .system(), mayCreate: Bool = true,
      _ change: (inout PostgresStore.Options) -> Void = { _ in }
    ) async throws -> PostgresStore {
      var options = options
      change(&options)
      return try await PostgresStore(
        try #require(TestServer.address), types, environment: environment, options: options, mayCreate: mayCreate)
    }

    /// A connection beside the store's, as another program has it.
    func beside() throws -> PostgresConnection { try TestServer.connect(schema: name) }

    /// What a query of another program finds there, each row as the server writes it: `(one,,"and two")`.
    func rows(_ sql: String) throws -> [String] { try beside().all("SELECT q::text FROM (\(sql)) AS q") { try $0.string(0) } }
  }
#endif
