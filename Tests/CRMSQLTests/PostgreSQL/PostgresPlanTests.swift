#if PostgreSQL
  import CRMCore
  import Testing

  @Suite("What PostgreSQL leaves to the store", .needsServer)
  struct PostgresPlanTests {
    @Test(
      "Decimals and elements of lists are PostgreSQL's, and what it can't say is tried on the rows that the rest leaves, and told"
    )
    func remainders() async throws {
      let schema = TestSchema()
      let store = try await schema.open()
      try await Workshop.fill(store)
      let weight = FilterExpression.compare("weight", .less, .decimal(1))
      let decimals = try await Workshop.plan(weight, sort: [.descending("weight")], in: store)
      #expect(decimals.touched == 4 && decimals.matched == 4 && decimals.remainder == nil && !decimals.isSorted)
      let listed = try await Workshop.plan(.any("tags", .compare(.element, .equal, "rare")), in: store)
      #expect(listed.touched == 6 && listed.matched == 6 && listed.remainder == nil)
      let prefix = FilterExpression.any("tags", .text(.element, .hasPrefix, "ra"))
      let mixed = try await Workshop.plan(.compare("pieces", .less, 20) && prefix, in: store)
      #expect(mixed.touched == 2 && mixed.matched == 2 && mixed.remainder == prefix)
    }
  }
#endif
