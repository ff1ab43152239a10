#if SQLite || PostgreSQL
  import CRMCore
  import Testing

  @testable import CRMSQL

  @Suite("What the engine answers, and what the store does itself")
  struct PlanTests {
    @Test(
      "Conditions, paths, orders and limits of plain values are the engine's: no row is read that is not in the answer",
      arguments: SQLEngine.all)
    func pushed(engine: SQLEngine) async throws {
      let database = try engine.makeDatabase()
      let store = try await database.openStore()
      try await Workshop.fill(store)
      let questions: [(FilterExpression, [SortTerm], Int)] = [
        (.compare("pieces", .greaterOrEqual, 50), [.descending("code")], 10),
        (.compare("maker.name", .equal, "Acme") && .compare("pieces", .less, 9), [.ascending("maker.name")], 3),
        (.not(.text("code", .hasPrefix, "part")), [], 0),
        (.compare("price", .less, .money(Money(minorUnits: 10, currency: .usd))), [.ascending("price")], 5),
        (.isIn("pieces", [1, 2, 99]), [.ascending("place.city"), .descending("pieces")], 2),
        (.compare("price.currency", .equal, "EUR") && .compare("pieces", .less, 4), [], 2),
      ]
      for (filter, sort, count) in questions {
        let plan = try await Workshop.plan(filter, sort: sort, in: store)
        #expect(plan.matched == count && plan.touched == count, "\(filter): \(plan)")
        #expect(!plan.isSorted && plan.remainder == nil, "\(filter): \(plan)")
      }
      let limited = try await Workshop.plan(.constant(true), sort: [.descending("pieces")], limit: 4, in: store)
      #expect(limited.touched == 4)
    }

    @Test("The index that the engine goes through is named", arguments: SQLEngine.all)
    func indexes(engine: SQLEngine) async throws {
      let database = try engine.makeDatabase()
      let store = try await database.openStore()
      try await Workshop.fill(store)
      // Of few rows PostgreSQL reads all, once it has counted them.
      try await store.load(
        (0..<3000).map { number in try Workshop.part("more \(number)", for: store) { $0.pieces = 1000 + number } })
      try database.beside().execute("ANALYZE")
      let found = try await Workshop.plan(.compare("code", .equal, "more 7"), in: store)
      #expect(found.description == "index on part_by_code, 1 rows touched, 1 matched")
      let byID = try await Workshop.plan(
        .compare("id", .equal, .reference(Identifier(high: 1, low: 1))), in: store)
      #expect(byID.access == .identifier && byID.touched == 0)
      let prefix = try await Workshop.plan(.text("code", .hasPrefix, "part 1"), in: store)
      #expect(prefix.access == .index("part_by_code") && prefix.touched == 11)
      let page = try await Workshop.plan(.constant(true), sort: [.descending("pieces")], limit: 5, in: store)
      #expect(page.access == .index("part_by_pieces") && page.touched == 5)
      let scanned = try await Workshop.plan(.compare("isFragile", .equal, true), in: store)
      #expect(scanned.access == .scan)
    }

    @Test("A page begins at its place in the index and not at the index's beginning", arguments: SQLEngine.all)
    func pages(engine: SQLEngine) async throws {
      let database = try engine.makeDatabase()
      let store = try await database.openStore()
      try await Workshop.fill(store)
      try database.beside().execute("ANALYZE")
      let price = AnyValue.money(Money(minorUnits: 30, currency: .usd))
      let places: [([SortTerm], [AnyValue])] = [
        ([], []), ([.ascending("pieces")], [30]), ([.descending("pieces")], [30]), ([.ascending("price")], [price]),
        ([.descending("price")], [price]), ([.ascending("price")], [.null]), ([.descending("price")], [.null]),
        ([.descending("code")], ["part 30"]), ([.ascending("pieces"), .descending("code")], [30, "part 30"]),
      ]
      for (sort, keys) in places {
        let cursor = RecordCursor(keys: keys, id: Identifier(high: 1, low: 1))
        let query = RecordQuery(Workshop.Part.recordType, sort: sort, limit: 10, after: cursor)
        var compiled = try CompiledQuery(query.type, query.filter, query.scope, store.tables, store.catalog)
        try compiled.order(query)
        let statements = try #require(compiled.ordered)
        for statement in statements {
          let plan = try Self.plan(of: statement, over: database.beside())
          #expect(plan.contains("SEARCH t USING") || plan.contains("Index Cond: "), "\(sort) \(statement.sql): \(plan)")
        }
      }
    }

    /// The engine's words on how it would run a statement if no table were small.
    private static func plan(of statement: SQLStatement, over connection: some SQLConnection) throws -> String {
      let isServer = connection.dialect.parameter(1) == "$1"
      if isServer {
        try connection.execute("SET enable_seqscan = off; SET enable_sort = off; SET enable_bitmapscan = off")
      }
      var lines: [String] = []
      try connection.query("EXPLAIN \(isServer ? "" : "QUERY PLAN ")\(statement.sql)", statement.values) { row in
        lines.append(try row.string(isServer ? 0 : 3))
      }
      return lines.joined(separator: "\n")
    }

    @Test(
      "Sums beyond the engine's range and over several currencies are those of the core", arguments: SQLEngine.all)
    func sums(engine: SQLEngine) async throws {
      let database = try engine.makeDatabase()
      let store = try await database.openStore()
      let parts = try [Int.max, Int.max, -Int.max, 5].map { number in
        try Workshop.part("", for: store) {
          $0.pieces = number
          $0.price = Money(minorUnits: 1, currency: number == 5 ? .eur : .usd)
        }
      }
      try await store.load(parts)
      await #expect(throws: StoreError.overflow("the sum of pieces")) {
        try await store.aggregate(Workshop.Part.self, .sum("pieces"))
      }
      await #expect(throws: StoreError.mixedCurrencies(["EUR", "USD"], path: "price")) {
        try await store.aggregate(Workshop.Part.self, .sum("price"))
      }
      let rows = try await store.aggregate(Workshop.Part.self, by: [Grouping("price.currency")], .sum("price"), .count)
      #expect(
        rows.map(\.values) == [
          [.money(Money(minorUnits: 1, currency: .eur)), 1], [.money(Money(minorUnits: 3, currency: .usd)), 3],
        ])
    }
  }
#endif
