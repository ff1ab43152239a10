#if PostgreSQL
  import CRMCore
  import CRMSQL
  import Testing

  @testable import CRMPostgresStore

  @Suite("When others are in the way, or too much is asked", .needsServer)
  struct RefusalTests {
    private let schema = TestSchema()

    private func part(_ store: PostgresStore, _ code: String) -> Workshop.Part {
      var part = Workshop.Part(id: store.newID())
      part.code = code
      return part
    }

    @Test("A transaction that another program's lock keeps waiting says so, and goes on when it is let in")
    func locked() async throws {
      // Its tables are made without haste, since what others make at the time may be in the way.
      try await schema.open().close()
      let store = try await schema.open { $0.lockTimeout = .milliseconds(200) }
      let other = try schema.beside()
      try other.execute("BEGIN; LOCK TABLE part IN ACCESS EXCLUSIVE MODE")
      await #expect(throws: PostgresStoreError.locked) { try await store.insert(part(store, "late")) }
      try other.execute("ROLLBACK")
      try await store.insert(part(store, "now"))
      let codes = try await store.fetch(Workshop.Part.self).map(\.code)
      #expect(codes == ["now"])
    }

    @Test("A record of a batch is refused for what was there before, and not for what came in behind it")
    func refusedInBatch() async throws {
      let store = try await schema.open()
      func maker(_ id: Workshop.Maker.ID, _ telephone: String) -> Workshop.Maker {
        var maker = Workshop.Maker(id: id)
        maker.name = "maker"
        maker.telephone = telephone
        return maker
      }
      let known = try await store.insert(maker(store.newID(), "1"))
      let id: Workshop.Maker.ID = store.newID()
      let stop = await #expect(throws: LoadInterruption.self) {
        try await store.load([maker(id, "1"), maker(store.newID(), "2"), maker(id, "3")])
      }
      #expect(stop?.record == id.key)
      #expect(stop?.cause as? StoreError == .duplicate(id.key, fields: ["telephone"], other: known.key))
      let count = try await store.count(Workshop.Maker.self)
      #expect(count == 1)
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

    @Test("Views beyond the limit wait for one to end, give up when they are cancelled, and say so when none ends")
    func limitedConnections() async throws {
      let store = try await schema.open {
        $0.mostConnections = 2
        $0.connectionPatience = .milliseconds(200)
      }
      let held = [try await store.snapshot(), try await store.snapshot()]
      let expected = PostgresStoreError.noFreeConnection(most: 2, waited: .milliseconds(200))
      await #expect(throws: expected) { try await store.count(Workshop.Part.self) }
      let cancelled = Task { try await store.count(Workshop.Part.self) }
      cancelled.cancel()
      await #expect(throws: CancellationError.self) { try await cancelled.value }
      let waiting = Task { try await store.count(Workshop.Part.self) }
      await held[0].end()
      let count = try await waiting.value
      #expect(count == 0)
      await held[1].end()
    }

    @Test("Who waits for a lock and is cancelled gets out, and the store goes on")
    func cancelled() async throws {
      let store = try await schema.open { $0.lockTimeout = nil }
      let other = try schema.beside()
      try other.execute("BEGIN; LOCK TABLE part IN ACCESS EXCLUSIVE MODE")
      let waiting = Task { try await store.insert(part(store, "never")) }
      try await Task.sleep(for: .milliseconds(100))
      waiting.cancel()
      await #expect(throws: CancellationError.self) { try await waiting.value }
      try other.execute("ROLLBACK")
      try await store.insert(part(store, "after"))
      let codes = try await store.fetch(Workshop.Part.self).map(\.code)
      #expect(codes == ["after"])
    }

    @Test("A refused record of a bulk load is named, whether it is like one in the store or one in the load")
    func refusedLoad() async throws {
      let store = try await schema.open()
      func makers(_ telephones: [String?]) -> [Workshop.Maker] {
        telephones.map { telephone in
          var maker = Workshop.Maker(id: store.newID())
          maker.name = "maker"
          maker.telephone = telephone
          return maker
        }
      }
      try await store.load(makers(["1"]))
      for telephones in [
        ["2", "3", nil, nil, "4", "5", "6", "7", "1", "8"], ["2", "3", "4", "5", "6", "7", "8", "9", "2"],
      ] {
        let load = makers(telephones)
        let stop = await #expect(throws: LoadInterruption.self) { try await store.load(load) }
        #expect(stop?.record == load[8].key && stop?.loaded.records == 0)
        guard case StoreError.duplicate(_, ["telephone"], _)? = stop?.cause else {
          Issue.record("\(String(describing: stop?.cause))")
          continue
        }
      }
      let count = try await store.count(Workshop.Maker.self)
      #expect(count == 1)
    }

    @Test("A text that is too long for its index is refused with what to do, and the store goes on")
    func tooLong() async throws {
      let store = try await schema.open()
      var random = SplitMix64(seed: 1)
      let text = (0..<400).map { _ in String(random.next(), radix: 36) }.joined()
      let error = await #expect(throws: PostgresStoreError.self) { try await store.insert(part(store, text)) }
      guard case .tooLongForIndex? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      try await store.insert(part(store, "short"))
      let count = try await store.count(Workshop.Part.self)
      #expect(count == 1)
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
      var stored = try await store.insert(part(store, "one"))
      stored.pieces = 2
      stored = try await store.update(stored)
      try await store.load((0..<20).map { part(store, "loaded \($0)") })
      try await store.delete(stored.id)
      let count = try await store.count(Workshop.Part.self)
      #expect(count == 20)
      var sequences: [UInt64] = []
      for await change in changes {
        sequences.append(change.sequence)
        if sequences.count == 4 { break }
      }
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
