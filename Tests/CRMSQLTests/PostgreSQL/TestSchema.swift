#if PostgreSQL
  import CRMCore
  import CRMSQL
  import Foundation
  import Synchronization
  import Testing

  @testable import CRMPostgresStore

  /// A schema of the tests' database that is there as long as the object is.
  final class TestSchema: TestDatabase {
    private static let next = Atomic(0)

    let name: String

    init() {
      let number = TestSchema.next.wrappingAdd(1, ordering: .relaxed).newValue
      name = "test_\(ProcessInfo.processInfo.processIdentifier)_\(number)"
    }

    deinit { try? TestServer.connect().execute("DROP SCHEMA IF EXISTS \(name.quotedForSQL) CASCADE") }

    var place: String { name }

    func exists() throws -> Bool {
      try beside().integer("SELECT count(*) FROM pg_namespace WHERE nspname = '\(name)'") != 0
    }

    /// A store in it.
    ///
    /// - Parameters:
    ///   - application: By what name the server knows the store's connections.
    ///   - isDurable: Whether a commit waits for the log, and for standbys that are to have it too; the tests' server does not unless it is asked.
    func open(
      _ types: [any Record.Type] = Workshop.types, as application: String = "crmkit_tests", isDurable: Bool = false,
      _ change: (inout PostgresStore.Options) -> Void = { _ in }
    ) async throws -> PostgresStore {
      var options = PostgresStore.Options(schema: name, mostConnections: 40, followsOthers: false)
      change(&options)
      let durability = isDurable ? "&options=-c%20synchronous_commit%3Don" : ""
      return try await PostgresStore(
        try #require(TestServer.address) + "?application_name=\(application)\(durability)", types, options: options)
    }

    func openStore(_ catalog: Catalog, _ settings: StoreSettings) async throws -> any SQLStore {
      let options = PostgresStore.Options(
        schema: name, mostConnections: settings.mostViews, lockTimeout: .seconds(60),
        rememberedCommits: settings.rememberedCommits, followsOthers: false)
      return try await PostgresStore(
        try #require(TestServer.address), catalog: catalog, environment: settings.environment, options: options,
        mayCreate: settings.mayCreate)
    }

    static func openStore(at place: String, _ types: [any Record.Type]) async throws -> PostgresStore {
      // The server takes a second to find each deadlock, for which all the others wait that come behind.
      let options = PostgresStore.Options(schema: place, lockTimeout: .seconds(100))
      return try await PostgresStore(try #require(TestServer.address), types, options: options)
    }

    func beside() throws -> PostgresConnection { try TestServer.connect(schema: name) }

    func rows(_ sql: String) throws -> [[String]] {
      let connection = try beside()
      try connection.execute("SET TIME ZONE 'UTC'")
      let values = "ARRAY(SELECT coalesce(value, 'null') FROM json_each_text(row_to_json(q)))"
      return try connection.all("SELECT array_to_json(\(values))::text FROM (\(sql)) AS q") { row in
        try JSONDecoder().decode([String].self, from: Data(row.string(0).utf8))
      }
    }

    func setFormat(_ version: Int) throws { try beside().execute("UPDATE crm_store SET format = \(version)") }

    func setLastCommit(_ number: Int64) throws {
      let values = "\(number), 0, NULL, '', 0, gen_random_uuid()"
      try beside().execute("DELETE FROM crm_commits; INSERT INTO crm_commits VALUES (\(values))")
    }

    func refusal(_ error: any Error) -> StoreRefusal? {
      switch error as? PostgresStoreError {
      case .noStore(name): .noStore
      case .newerFormat(name, let found, supported: 1): .newerFormat(found)
      case .incompatible(let reason): .incompatible(reason)
      case .alteredSchema(let reason):
        reason.lastCommit(after: "the last commit in \(name).crm_commits is number ") ?? .altered(reason)
      case .rebuiltMeanwhile(name): .rebuiltMeanwhile
      default: nil
      }
    }
  }

  extension PostgresStore: SQLStore {
    var tables: StoreSchema { schema.tables }

    func openAgain() async throws -> any SQLStore {
      try await PostgresStore(
        try #require(TestServer.address), catalog: catalog, environment: environment, options: options, mayCreate: false
      )
    }
  }
#endif
