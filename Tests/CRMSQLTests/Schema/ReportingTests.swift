#if SQLite || PostgreSQL
  import CRMCore
  import CRMSQL
  import Testing

  @Suite("What people's own SQL sees")
  struct ReportingTests {
    @Test("Views show dates, instants, amounts, decimals and durations as reports want them", arguments: SQLEngine.all)
    func view(engine: SQLEngine) async throws {
      let database = try engine.makeDatabase()
      let store = try await database.openStore()
      let stored = try await store.insert(
        Workshop.part("a", for: store) {
          $0.weight = try ExactDecimal("-12.5")
          $0.price = Money(minorUnits: 1250, currency: .usd)
          $0.made = try CalendarDate(iso8601: "2017-03-01")
          $0.seen = try Instant(iso8601: "1969-12-31T23:59:59.999999Z")
          $0.effort = .seconds(90)
          $0.tags = ["x", "y"]
          $0.place.city = "Yazd"
          $0.isFragile = true
        })
      _ = try await store.insert(
        Workshop.part("b", for: store) {
          $0.price = Money(minorUnits: 500, currency: .jpy)
          $0.made = try CalendarDate(iso8601: "0001-01-01")
          $0.seen = try Instant(iso8601: "9999-12-31T23:59:59.999999Z")
        })
      _ = try await store.insert(
        Workshop.part("c", for: store) {
          $0.price = Money(minorUnits: 7500, currency: try Currency(declaring: "MILES", minorUnits: 3))
          $0.seen = Instant(microsecondsSince1970: .min)
        })
      _ = try await store.insert(Workshop.part("d", for: store) { $0.seen = Instant(microsecondsSince1970: .max) })
      let full = try database.rows(
        """
        SELECT id, weight, price, price_currency, made, seen, effort, tags, place_city, "isFragile" FROM part_view
        WHERE code = 'a'
        """)
      let others = try database.rows(
        "SELECT price, price_currency, made, seen, weight FROM part_view WHERE code <> 'a' ORDER BY code")
      let id = stored.id.description
      switch engine {
      case .sqlite:
        #expect(
          full == [
            [
              id, "-12.5", "12.5", "USD", "2017-03-01", "1969-12-31T23:59:59.999999Z", "90.0", #"["x","y"]"#, "Yazd",
              "1",
            ]
          ])
        #expect(
          others == [
            ["500.0", "JPY", "0001-01-01", "9999-12-31T23:59:59.999999Z", "null"],
            ["7.5", "MILES/3", "null", "-9223372036854775808", "null"],
            ["null", "null", "null", "9223372036854775807", "null"],
          ])
      case .postgres:
        #expect(
          full == [
            [
              id, "-12.5", "12.50", "USD", "2017-03-01", "1969-12-31T23:59:59.999999+00:00", "90.000000",
              #"["x", "y"]"#, "Yazd", "true",
            ]
          ])
        #expect(
          others == [
            ["500", "JPY", "0001-01-01", "9999-12-31T23:59:59.999999+00:00", "null"],
            ["7.500", "MILES/3", "null", "-infinity", "null"],
            ["null", "null", "null", "294247-01-10T04:00:54.775807+00:00", "null"],
          ])
      }
    }

    @Test("Views of different records join on identifiers, group and sum", arguments: SQLEngine.all)
    func joins(engine: SQLEngine) async throws {
      let database = try engine.makeDatabase()
      let store = try await database.openStore()
      let maker = try await store.insert(Workshop.maker("Acme", for: store))
      for number in 1...4 {
        _ = try await store.insert(
          Workshop.part("\(number)", for: store) {
            $0.maker = number % 2 == 0 ? maker.id : nil
            $0.pieces = number
          })
      }
      let rows = try database.rows(
        """
        SELECT m.name, count(*), sum(p.pieces) FROM part_view AS p LEFT JOIN maker_view AS m ON m.id = p.maker
        GROUP BY m.name ORDER BY 3
        """)
      #expect(rows == [["null", "2", "4"], ["Acme", "2", "6"]])
    }

    @Test("What another program changed in a table by SQL is read as it is now", arguments: SQLEngine.all)
    func changedBySQL(engine: SQLEngine) async throws {
      let database = try engine.makeDatabase()
      let store = try await database.openStore()
      let stored = try await store.insert(Workshop.part("a", for: store) { $0.weight = 1 })
      let connection = try database.beside()
      try connection.execute("UPDATE part SET code = 'changed', weight = '2.250'")
      let found = try await store.get(stored.id)
      let weight = try ExactDecimal("2.25")
      #expect(found.code == "changed" && found.weight == weight)
      try connection.execute("UPDATE part SET weight = 'NaN'")
      await #expect(throws: RecordError.damaged) { try await store.get(stored.id) }
    }
  }
#endif
