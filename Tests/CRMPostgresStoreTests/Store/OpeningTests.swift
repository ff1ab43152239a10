#if PostgreSQL
  import CRMCore
  import CRMSQL
  import Testing

  @testable import CRMPostgresStore

  @Suite("Opening a PostgreSQL store", .needsServer)
  struct OpeningTests {
    private let schema = TestSchema()

    @Test("Where there is no store, none is created unless it is asked for")
    func missing() async throws {
      await #expect(throws: PostgresStoreError.noStore(schema: schema.name)) { try await schema.open(mayCreate: false) }
      let count = try schema.beside().integer("SELECT count(*) FROM pg_namespace WHERE nspname = '\(schema.name)'")
      #expect(count == 0)
    }

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

    @Test("A store of a newer format is refused")
    func newer() async throws {
      try await schema.open().close()
      try schema.beside().execute("UPDATE crm_store SET format = 7")
      await #expect(throws: PostgresStoreError.newerFormat(schema: schema.name, found: 7, supported: 1)) {
        try await schema.open()
      }
    }

    @Test("A table, a column or an index that somebody took away is told, or made again where it holds nothing")
    func altered() async throws {
      try await schema.open().close()
      let connection = try schema.beside()
      try connection.execute("DROP INDEX part_by_code")
      try await schema.open().close()
      let count = try connection.integer("SELECT count(*) FROM pg_class WHERE oid = to_regclass('part_by_code')")
      #expect(count == 1)
      try connection.execute("DROP VIEW part_view; ALTER TABLE part DROP COLUMN weight")
      await #expect(throws: PostgresStoreError.alteredSchema("the table part has no column weight")) {
        try await schema.open()
      }
      try connection.execute("DROP TABLE part")
      await #expect(throws: PostgresStoreError.alteredSchema("the table part is missing")) { try await schema.open() }
    }

    @Test("A last commit that can be none is told, and traps nothing", arguments: ["-1", "9223372036854775807"])
    func impossibleCommit(number: String) async throws {
      try await schema.open().close()
      try schema.beside().execute("INSERT INTO crm_commits VALUES (\(number), 0, NULL, '', 0, gen_random_uuid())")
      let error = await #expect(throws: PostgresStoreError.self) { try await schema.open() }
      #expect(error?.description.contains(number) == true)
    }

    @Test("Programs that start at once create the store once")
    func atOnce() async throws {
      try await withThrowingTaskGroup { group in
        for _ in 0..<6 {
          group.addTask { [schema] in
            let store = try await schema.open()
            try await store.insert(Workshop.Part(id: store.newID()))
            try await store.close()
          }
        }
        try await group.waitForAll()
      }
      let store = try await schema.open()
      let count = try await store.count(Workshop.Part.self)
      #expect(count == 6)
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

    @Test("What is asked of a closed store throws; a view that is open stays so")
    func closed() async throws {
      let store = try await schema.open()
      try await store.insert(Workshop.Part(id: store.newID()))
      let snapshot = try await store.snapshot()
      try await store.close()
      let count = try await snapshot.count(Workshop.Part.self)
      #expect(count == 1)
      await snapshot.end()
      await #expect(throws: StoreError.unavailable("the store was closed")) {
        try await store.count(Workshop.Part.self)
      }
      await #expect(throws: StoreError.unavailable("the store was closed")) {
        try await store.insert(Workshop.Part(id: store.newID()))
      }
      try await store.close()
    }
  }
#endif
