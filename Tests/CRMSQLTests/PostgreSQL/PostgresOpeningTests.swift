#if PostgreSQL
  import CRMCore
  import CRMSQL
  import Testing

  @testable import CRMPostgresStore

  @Suite("Opening a PostgreSQL store", .needsServer)
  struct PostgresOpeningTests {
    private let schema = TestSchema()

    @Test("Another program's schema is refused and left as it is, and an empty one is used")
    func foreign() async throws {
      let connection = try schema.beside()
      try connection.execute("CREATE SCHEMA \(schema.name); CREATE TABLE theirs (a int)")
      await #expect(throws: PostgresStoreError.foreignSchema(schema.name)) { try await schema.open() }
      let found = try connection.objects().keys.sorted()
      #expect(found == ["theirs"])
      try connection.execute("DROP TABLE theirs")
      try await schema.open().close()
    }

    @Test("After a restore from a dump, where transactions have other numbers, commits go on behind the last")
    func restored() async throws {
      var store = try await schema.open()
      for _ in 0..<3 { try await store.insert(Workshop.Part(id: store.newID())) }
      try await store.close()
      try schema.beside().execute("SELECT setval('crm_commit_transaction', 4000000000000)")
      store = try await schema.open()
      try await store.insert(Workshop.Part(id: store.newID()))
      let reader = try await store.beginRead()
      let last = try await reader.lastCommit()
      await reader.end()
      #expect(last == 4)
    }
  }
#endif
