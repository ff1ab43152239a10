#if SQLite
  import CRMCore
  import Testing

  @Suite("What SQLite leaves to the store")
  struct SQLitePlanTests {
    @Test("What SQLite compares otherwise is tried on the rows that the rest leaves, and told")
    func remainders() async throws {
      let file = try SQLiteFile()
      let store = try file.open()
      try await Workshop.fill(store)
      let weight = FilterExpression.compare("weight", .less, .decimal(1))
      let mixed = try await Workshop.plan(.compare("pieces", .less, 20) && weight, in: store)
      #expect(mixed.touched == 20 && mixed.matched == 4 && mixed.remainder == weight)
      #expect(mixed.description == "index on part_by_pieces, 20 rows touched, 4 matched, tried for weight < 1.0")
      let listed = try await Workshop.plan(.any("tags", .compare(.element, .equal, "rare")), in: store)
      #expect(listed.touched == 6 && listed.matched == 6 && listed.remainder != nil)
      let sorted = try await Workshop.plan(.compare("pieces", .less, 20), sort: [.ascending("weight")], in: store)
      #expect(sorted.touched == 20 && sorted.isSorted)
      // It needs no figures of the table to go through an index.
      let limited = try await Workshop.plan(.constant(true), sort: [.descending("pieces")], limit: 4, in: store)
      #expect(limited.access == .index("part_by_pieces"))
    }
  }
#endif
