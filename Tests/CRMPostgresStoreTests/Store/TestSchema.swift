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
    ///
    /// - Parameters:
    ///   - application: By what name the server knows the store's connections.
    ///   - isDurable: Whether a commit waits for the log, and for standbys that are to have it too; the tests' server does not unless it is asked.
    func open(
      _ types: [any Record.Type] = Workshop.types, environment: CRMEnvironment = .system(), mayCreate: Bool = true,
      as application: String = "crmkit_tests", isDurable: Bool = false,
      _ change: (inout PostgresStore.Options) -> Void = { _ in }
    ) async throws -> PostgresStore {
      var options = options
      change(&options)
      let durability = isDurable ? "&options=-c%20synchronous_commit%3Don" : ""
      return try await PostgresStore(
        try #require(TestServer.address) + "?application_name=\(application)\(durability)", types,
        environment: environment, options: options, mayCreate: mayCreate)
    }

    /// A connection beside the store's, as another program has it.
    func beside() throws -> PostgresConnection { try TestServer.connect(schema: name) }

    /// What a query of another program finds there, each row as the server writes it: `(one,,"and two")`.
    func rows(_ sql: String) throws -> [String] {
      try beside().all("SELECT q::text FROM (\(sql)) AS q") { try $0.string(0) }
    }
  }
#endif
