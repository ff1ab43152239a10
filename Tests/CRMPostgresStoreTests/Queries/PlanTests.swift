#if PostgreSQL
  import CRMCore
  import Testing

  @testable import CRMPostgresStore

  @Suite("What PostgreSQL answers, and what the store does itself", .needsServer)
  struct PlanTests {
    private let schema: TestSchema
    private let store: PostgresStore

    init() async throws {
      schema = TestSchema()
      store = try await schema.open()
    }

    private func fill() async throws {
      var maker = Workshop.Maker(id: store.newID())
      maker.name = "Acme"
      maker = try await store.insert(maker)
      let parts = try (0..<60).map { number in
        var part = Workshop.Part(id: store.newID())
        part.code = "part \(number)"
        part.pieces = number
        part.weight = try ExactDecimal(Int64(number)).divided(by: 4, scale: 2, rounding: .halfEven)
        part.price = Money(minorUnits: Int64(number), currency: number % 2 == 0 ? .usd : .eur)
        part.maker = number % 3 == 0 ? maker.id : nil
        part.tags = number % 10 == 0 ? ["rare"] : []
        return part
      }
      try await store.load(parts)
    }

    private func plan(
      _ filter: FilterExpression, sort: [SortTerm] = [], limit: Int? = nil
    ) async throws -> QueryPlan {
      try await store.reading {
        try await $0.explain(RecordQuery(Workshop.Part.recordType, where: filter, sort: sort, limit: limit))
      }
    }

    @Test(
      "Conditions, paths, orders and limits of plain values are PostgreSQL's: no row is read that is not in the answer")
    func pushed() async throws {
      try await fill()
      let questions: [(FilterExpression, [SortTerm], Int)] = [
        (.compare("pieces", .greaterOrEqual, 50), [.descending("code")], 10),
        (.compare("maker.name", .equal, "Acme") && .compare("pieces", .less, 9), [.ascending("maker.name")], 3),
        (.not(.text("code", .hasPrefix, "part")), [], 0),
        (.compare("price", .less, .money(Money(minorUnits: 10, currency: .usd))), [.ascending("price")], 5),
        (.isIn("pieces", [1, 2, 99]), [.ascending("place.city"), .descending("pieces")], 2),
        (.compare("price.currency", .equal, "EUR") && .compare("pieces", .less, 4), [], 2),
      ]
      for (filter, sort, count) in questions {
        let plan = try await plan(filter, sort: sort)
        #expect(plan.matched == count && plan.touched == count, "\(filter): \(plan)")
        #expect(!plan.isSorted && plan.remainder == nil, "\(filter): \(plan)")
      }
      let limited = try await plan(.constant(true), sort: [.descending("pieces")], limit: 4)
      #expect(limited.touched == 4)
    }

    @Test(
      "Decimals and elements of lists are PostgreSQL's, and what it can't say is tried on the rows that the rest leaves, and told"
    )
    func remainders() async throws {
      try await fill()
      let weight = FilterExpression.compare("weight", .less, .decimal(1))
      let decimals = try await plan(weight, sort: [.descending("weight")])
      #expect(decimals.touched == 4 && decimals.matched == 4 && decimals.remainder == nil && !decimals.isSorted)
      let listed = try await plan(.any("tags", .compare(.element, .equal, "rare")))
      #expect(listed.touched == 6 && listed.matched == 6 && listed.remainder == nil)
      let prefix = FilterExpression.any("tags", .text(.element, .hasPrefix, "ra"))
      let mixed = try await plan(.compare("pieces", .less, 20) && prefix)
      #expect(mixed.touched == 2 && mixed.matched == 2 && mixed.remainder == prefix)
      let byID = try await plan(.compare("id", .equal, .reference(Identifier(high: 1, low: 1))))
      #expect(byID.access == .identifier && byID.touched == 0)
    }

    @Test("The index that PostgreSQL goes through is named")
    func indexes() async throws {
      try await fill()
      let parts = (0..<3000).map { number in
        var part = Workshop.Part(id: store.newID())
        part.code = "more \(number)"
        part.pieces = 1000 + number
        return part
      }
      try await store.load(parts)
      try schema.beside().execute("ANALYZE")
      let found = try await plan(.compare("code", .equal, "more 7"))
      #expect(found.description == "index on part_by_code, 1 rows touched, 1 matched")
      let prefix = try await plan(.text("code", .hasPrefix, "part 1"))
      #expect(prefix.access == .index("part_by_code") && prefix.touched == 11)
      let page = try await plan(.constant(true), sort: [.descending("pieces")], limit: 5)
      #expect(page.access == .index("part_by_pieces") && page.touched == 5)
      let scanned = try await plan(.compare("isFragile", .equal, true))
      #expect(scanned.access == .scan)
    }

    @Test("Sums beyond PostgreSQL's range and over several currencies are those of the core")
    func sums() async throws {
      let parts = [Int.max, Int.max, -Int.max, 5].map { number in
        var part = Workshop.Part(id: store.newID())
        part.pieces = number
        part.price = Money(minorUnits: 1, currency: number == 5 ? .eur : .usd)
        return part
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
