#if PostgreSQL
  import CRMCore
  import CRMSQL
  import Testing

  @testable import CRMPostgresStore

  @Suite("When others are in the way, or too much is asked", .needsServer)
  struct PostgresRefusalTests {
    private let schema = TestSchema()

    @Test("A transaction that another program's lock keeps waiting says so, and goes on when it is let in")
    func locked() async throws {
      // Its tables are made without haste, since what others make at the time may be in the way.
      try await schema.open().close()
      let store = try await schema.open { $0.lockTimeout = .milliseconds(200) }
      let other = try schema.beside()
      try other.execute("BEGIN; LOCK TABLE part IN ACCESS EXCLUSIVE MODE")
      await #expect(throws: PostgresStoreError.locked) { try await store.insert(Workshop.part("late", for: store)) }
      try other.execute("ROLLBACK")
      try await store.insert(Workshop.part("now", for: store))
      let codes = try await store.fetch(Workshop.Part.self).map(\.code)
      #expect(codes == ["now"])
    }

    @Test("A statement that takes longer than it may says so")
    func timedOut() async throws {
      let store = try await schema.open {
        $0.statementTimeout = .milliseconds(50)
        $0.lockTimeout = nil
      }
      let other = try schema.beside()
      try other.execute("BEGIN; LOCK TABLE part IN ACCESS EXCLUSIVE MODE")
      await #expect(throws: PostgresStoreError.timedOut) { try await store.count(Workshop.Part.self) }
      try other.execute("ROLLBACK")
      let count = try await store.count(Workshop.Part.self)
      #expect(count == 0)
    }

    @Test("Who wants a view beyond the limit is told so when none ends")
    func limitedConnections() async throws {
      let store = try await schema.open {
        $0.mostConnections = 1
        $0.connectionPatience = .milliseconds(200)
      }
      let held = try await store.snapshot()
      let expected = PostgresStoreError.noFreeConnection(most: 1, waited: .milliseconds(200))
      await #expect(throws: expected) { try await store.count(Workshop.Part.self) }
      await held.end()
    }

    @Test("Who waits for a lock and is cancelled gets out, and the store goes on")
    func cancelled() async throws {
      let store = try await schema.open { $0.lockTimeout = nil }
      let other = try schema.beside()
      try other.execute("BEGIN; LOCK TABLE part IN ACCESS EXCLUSIVE MODE")
      let waiting = Task { try await store.insert(Workshop.part("never", for: store)) }
      try await Task.sleep(for: .milliseconds(100))
      waiting.cancel()
      await #expect(throws: CancellationError.self) { try await waiting.value }
      try other.execute("ROLLBACK")
      try await store.insert(Workshop.part("after", for: store))
      let codes = try await store.fetch(Workshop.Part.self).map(\.code)
      #expect(codes == ["after"])
    }

    @Test("A user with no more rights than the documentation lists reads and writes, and is told what they may not do")
    func leastPrivilege() async throws {
      try await schema.open().close()
      let connection = try schema.beside()
      let (user, name) = ("\(schema.name)_app", schema.name)
      try connection.execute("CREATE ROLE \(user) LOGIN PASSWORD 'a-long-secret'")
      for statement in Privileges.statements(for: user, in: name) { try connection.execute(statement) }
      let address = try #require(TestServer.address)
      let host = try #require(address.split(separator: "@").last)
      let options = PostgresStore.Options(schema: name)
      let store = try await PostgresStore(
        "postgresql://\(user):a-long-secret@\(host)", Workshop.types, options: options, mayCreate: false)
      let changes = store.feed.changes()
      var stored = try await store.insert(Workshop.part("one", for: store))
      stored.pieces = 2
      stored = try await store.update(stored)
      try await store.load((0..<20).map { try Workshop.part("loaded \($0)", for: store) })
      try await store.delete(stored.id)
      let count = try await store.count(Workshop.Part.self)
      #expect(count == 20)
      let sequences = await changes.next(4).map(\.sequence)
      #expect(sequences == [1, 2, 3, 4])
      try await store.close()
      let error = await #expect(throws: PostgresStoreError.self) {
        try await PostgresStore(
          "postgresql://\(user):a-long-secret@\(host)", Workshop.types + [Extra.self], options: options)
      }
      guard case .notPermitted? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      try connection.execute("DROP OWNED BY \(user); DROP ROLE \(user)")
    }

    private struct Extra: Record {
      static let entity = "extra"
      var id: ID
      var stamp = Stamp()
      init(id: RecordID<Extra>) { self.id = id }
      static let schema = Schema<Extra> { _ in }
    }
  }

  /// The rights of the documentation.
  enum Privileges {
    static func statements(for user: String, in schema: String) -> [String] {
      [
        "GRANT USAGE ON SCHEMA \(schema) TO \(user)",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA \(schema) TO \(user)",
        "REVOKE INSERT, UPDATE, DELETE ON crm_store, crm_types, crm_fields, crm_indexes FROM \(user)",
        "GRANT SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA \(schema) TO \(user)",
      ]
    }
  }
#endif
