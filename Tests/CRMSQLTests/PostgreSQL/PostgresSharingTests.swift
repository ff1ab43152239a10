#if PostgreSQL
  import CRMCore
  import CRMSQL
  import Testing

  @testable import CRMPostgresStore

  @Suite("What PostgreSQL lets others see and have", .needsServer)
  struct PostgresSharingTests {
    private let schema = TestSchema()

    @Test("Commits of another process reach a follower by themselves, also those made while nothing could be told")
    func listening() async throws {
      let other = try await schema.open()
      let listening = try await schema.open { $0.followsOthers = true }
      let changes = listening.feed.changes(buffering: 10_000)
      let terminator = try schema.beside()
      // Whoever listens for notices, and nobody else of this schema.
      let end = """
        SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
        WHERE query LIKE 'LISTEN%' AND pid <> pg_backend_pid() AND query LIKE '%' || (
          SELECT oid FROM pg_namespace WHERE nspname = current_schema())::text || '%'
        """
      for round in 1...6 {
        _ = try await Workshop.work(round % 2 == 0 ? other : listening, round)
        if round % 2 == 0 { try terminator.execute(end) }
      }
      let found = await changes.next(30)
      #expect(found.map(\.sequence) == (1...30).map { $0 })
      try await listening.close()
    }

    @Test("A view that somebody made of a table stays when the table is made anew, or keeps it from being so")
    func othersViews() async throws {
      try await schema.open().close()
      let connection = try schema.beside()
      try connection.execute("CREATE VIEW theirs AS SELECT code FROM part; GRANT SELECT ON part TO PUBLIC")
      try await schema.open([Workshop.Maker.self, Renamed.self]).close()
      #expect(try schema.rows("SELECT count(*) FROM theirs") == [["0"]])
      try connection.execute("CREATE VIEW others AS SELECT ratio FROM part")
      let error = await #expect(throws: PostgresStoreError.self) { try await schema.open([Retyped.self]) }
      #expect(error?.description.contains("drop the view") == true, "\(String(describing: error))")
    }

    private struct Retyped: Record {
      static let entity = "part"
      var id: ID
      var stamp = Stamp()
      var ratio = ""
      init(id: RecordID<Retyped>) { self.id = id }
      static let schema = Schema<Retyped> { f in
        f("ratio", \.ratio)
        f.convert("ratio") { (number: Double) in "\(number)" }
      }
    }

    private struct Renamed: Record {
      static let entity = "part"
      var id: ID
      var stamp = Stamp()
      var code = ""
      var quantity = 0
      init(id: RecordID<Renamed>) { self.id = id }
      static let schema = Schema<Renamed> { f in
        f("code", \.code, .indexed)
        f("quantity", \.quantity, .formerly("pieces"))
      }
    }
  }
#endif
