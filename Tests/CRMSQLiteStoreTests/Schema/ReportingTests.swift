#if SQLite
  import CRMCore
  import Testing

  @testable import CRMSQLiteStore

  @Suite("What people's own SQL sees")
  struct ReportingTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func part(_ store: SQLiteStore, _ code: String, _ change: (inout Workshop.Part) throws -> Void = { _ in })
      async throws -> Workshop.Part
    {
      var part = Workshop.Part(id: store.newID())
      part.code = code
      try change(&part)
      return try await store.insert(part)
    }

    @Test("Views show dates, instants, amounts, decimals and durations as reports want them")
    func view() async throws {
      let store = try SQLiteStore(at: folder.file, Workshop.types, options: .testing)
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
        $0.seen = Instant(microsecondsSince1970: .max)
      }
      _ = try await part(store, "c") {
        $0.price = Money(minorUnits: 7500, currency: try Currency(declaring: "MILES", minorUnits: 3))
      }
      #expect(
        try folder.rows(
          "SELECT id, weight, price, price_currency, made, seen, effort, tags, place_city, isFragile FROM part_view WHERE code = 'a'"
        )
          == [
            [
              stored.id.description, "-12.5", "12.5", "USD", "2017-03-01", "1969-12-31T23:59:59.999999Z", "90.0",
              #"["x","y"]"#, "Yazd", "1",
            ]
          ])
      #expect(
        try folder.rows(
          "SELECT price, price_currency, made, seen, weight FROM part_view WHERE code <> 'a' ORDER BY code")
          == [
            ["500.0", "JPY", "0001-01-01", "9223372036854775807", "null"], ["7.5", "MILES/3", "null", "null", "null"],
          ])
    }

    @Test("Views of different records join on identifiers, group and sum")
    func joins() async throws {
      let store = try SQLiteStore(at: folder.file, Workshop.types, options: .testing)
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
        try folder.rows(
          """
          SELECT m.name, count(*), sum(p.pieces) FROM part_view AS p LEFT JOIN maker_view AS m ON m.id = p.maker
          GROUP BY m.name ORDER BY 1
          """) == [["null", "2", "4"], ["Acme", "2", "6"]])
    }

    @Test("What another program changed in a table by SQL is read as it is now")
    func changedBySQL() async throws {
      let store = try SQLiteStore(at: folder.file, Workshop.types, options: .testing)
      let stored = try await part(store, "a") { $0.weight = 1 }
      let connection = try SQLiteConnection(path: folder.file, mayCreate: false, patience: 50)
      try connection.execute("UPDATE part SET code = 'changed', weight = '2.25'")
      let found = try await store.get(stored.id)
      let weight = try ExactDecimal("2.25")
      #expect(found.code == "changed" && found.weight == weight)
      try connection.execute("UPDATE part SET weight = 'two'")
      await #expect(throws: RecordError.damaged) { try await store.get(stored.id) }
    }
  }
#endif
