#if PostgreSQL
  import CRMCore
  import CRMSQL
  import Testing

  @testable import CRMPostgresStore

  @Suite("What people's own SQL sees", .needsServer)
  struct ReportingTests {
    private let schema = TestSchema()

    private func part(_ store: PostgresStore, _ code: String, _ change: (inout Workshop.Part) throws -> Void = { _ in })
      async throws -> Workshop.Part
    {
      var part = Workshop.Part(id: store.newID())
      part.code = code
      try change(&part)
      return try await store.insert(part)
    }

    @Test("Views show dates, instants, amounts, decimals and durations as reports want them")
    func view() async throws {
      let store = try await schema.open()
      let stored = try await part(store, "a") {
        $0.weight = try ExactDecimal("-12.5")
        $0.price = Money(minorUnits: 1250, currency: .usd)
        $0.made = try CalendarDate(iso8601: "2017-03-01")
        $0.seen = try Instant(iso8601: "1969-12-31T23:59:59.999999Z")
        $0.effort = .seconds(90)
        $0.tags = ["x", "y"]
        $0.place.city = "Yazd"
        $0.isFragile = true
      }
      _ = try await part(store, "b") {
        $0.price = Money(minorUnits: 500, currency: .jpy)
        $0.made = try CalendarDate(iso8601: "0001-01-01")
        $0.seen = try Instant(iso8601: "9999-12-31T23:59:59.999999Z")
      }
      _ = try await part(store, "c") {
        $0.price = Money(minorUnits: 7500, currency: try Currency(declaring: "MILES", minorUnits: 3))
        $0.seen = Instant(microsecondsSince1970: .min)
      }
      _ = try await part(store, "d") { $0.seen = Instant(microsecondsSince1970: .max) }
      let columns =
        "weight, price, price_currency, made, seen AT TIME ZONE 'UTC' AS seen, effort, tags, place_city, \"isFragile\""
      #expect(
        try schema.rows("SELECT id, \(columns) FROM part_view WHERE code = 'a'") == [
          "(\(stored.id),-12.5,12.50,USD,2017-03-01,\"1969-12-31 23:59:59.999999\",90.000000,\"[\"\"x\"\", \"\"y\"\"]\",Yazd,t)"
        ])
      #expect(
        try schema.rows(
          "SELECT price, price_currency, made, seen AT TIME ZONE 'UTC', weight FROM part_view WHERE code <> 'a' ORDER BY code"
        )
          == [
            "(500,JPY,0001-01-01,\"9999-12-31 23:59:59.999999\",)", "(7.500,MILES/3,,-infinity,)",
            "(,,,\"294247-01-10 04:00:54.775807\",)",
          ])
    }

    @Test("Views of different records join on identifiers, group and sum")
    func joins() async throws {
      let store = try await schema.open()
      var maker = Workshop.Maker(id: store.newID())
      maker.name = "Acme"
      maker = try await store.insert(maker)
      for number in 1...4 {
        _ = try await part(store, "\(number)") {
          $0.maker = number % 2 == 0 ? maker.id : nil
          $0.pieces = number
        }
      }
      #expect(
        try schema.rows(
          """
          SELECT m.name, count(*), sum(p.pieces) FROM part_view AS p LEFT JOIN maker_view AS m ON m.id = p.maker
          GROUP BY m.name ORDER BY 1
          """) == ["(Acme,2,6)", "(,2,4)"])
    }

    @Test("What another program changed in a table by SQL is read as it is now")
    func changedBySQL() async throws {
      let store = try await schema.open()
      let stored = try await part(store, "a") { $0.weight = 1 }
      let connection = try schema.beside()
      try connection.execute("UPDATE part SET code = 'changed', weight = 2.250")
      let found = try await store.get(stored.id)
      let weight = try ExactDecimal("2.25")
      #expect(found.code == "changed" && found.weight == weight)
      try connection.execute("UPDATE part SET weight = 'NaN'")
      await #expect(throws: RecordError.damaged) { try await store.get(stored.id) }
    }

    @Test("A view that somebody made of a table stays when the table is made anew, or keeps it from being so")
    func othersViews() async throws {
      try await schema.open().close()
      let connection = try schema.beside()
      try connection.execute("CREATE VIEW theirs AS SELECT code FROM part; GRANT SELECT ON part TO PUBLIC")
      try await schema.open([Workshop.Maker.self, Renamed.self]).close()
      #expect(try schema.rows("SELECT count(*) FROM theirs") == ["(0)"])
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
