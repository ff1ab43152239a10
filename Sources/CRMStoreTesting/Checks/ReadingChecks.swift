import CRMCore

/// Records are found by identifier, fetched, counted and explained.
enum ReadingChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("a new store is empty", emptyStore),
    ConformanceCheck("a record is found by its identifier and type", byIdentifier),
    ConformanceCheck("fetch, first, count and exists agree", agreement),
    ConformanceCheck("a condition on the identifier is a condition like any other", identifierConditions),
    ConformanceCheck("revision and times are fields like any other", stampConditions),
    ConformanceCheck("types are kept apart, also under one identifier", types),
    ConformanceCheck("a limit of 0 answers nothing, and a great one everything", limits),
    ConformanceCheck("explaining a query counts what it answers", explanation),
    ConformanceCheck("an unknown kind of record is a typed error", unknownEntity),
  ]

  private static func emptyStore(_ t: Trial) async throws {
    let store = try await t.store()
    try await t.expect(store.find(Specimen.ID.number(1)), is: nil, "a record of a new store")
    try await t.expect(store.fetch(Specimen.self), is: [], "all records")
    try await t.expect(store.count(Specimen.self), is: 0, "the count")
    try await t.expect(store.first(Person.self), is: nil, "the first")
    try await t.expect(store.exists(Person.self), is: false, "whether any exists")
    try await t.expect(store.history(of: Specimen.ID.number(1)), is: [], "the history of nothing")
    t.expect(
      Set(store.catalog.types.map(\.entity)).isSuperset(of: StoreConformance.records.map { $0.entity }),
      "the catalog has the types that it was given")
  }

  private static func byIdentifier(_ t: Trial) async throws {
    let store = try await t.store()
    let stored = try await store.insert(all: (1...50).map { number in Jot(number) { $0.value = number } })
    for jot in stored.reversed() { try await t.expect(store.get(jot.id), is: jot, "jot \(jot.ordinal)") }
    await t.expect(throws: StoreError.notFound(Jot.ID.number(51).key), "getting a record that is not there") {
      _ = try await store.get(Jot.ID.number(51))
    }
    let ends = [
      Identifier(high: 0, low: 0), Identifier(high: 0, low: .max), Identifier(high: 1, low: 0),
      Identifier(high: .max, low: .max),
    ]
    for id in ends { try await store.insert(Jot(id: RecordID(id))) }
    for id in ends { try await t.expect(store.get(Jot.ID(id)).id.identifier, is: id, "any UUID is an identifier") }
    let all = try await store.fetch(Jot.self).map(\.id)
    t.expect(all, is: all.sorted(), "all records come in the order of their identifiers")
    t.expect(all.count, is: 54, "the number of all records")
  }

  private static func agreement(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(all: (0..<20).map { number in Jot(number) { $0.value = number % 5 } })
    for value in -1...5 {
      let filter: Filter<Jot> = \.value == value
      let fetched = try await store.fetch(Jot.self, where: filter)
      try await t.expect(store.count(Jot.self, where: filter), is: fetched.count, "the count of \(value)")
      try await t.expect(store.exists(Jot.self, where: filter), is: !fetched.isEmpty, "whether \(value) exists")
      try await t.expect(store.first(Jot.self, where: filter), is: fetched.first, "the first of \(value)")
      let last = try await store.first(Jot.self, where: filter, sort: .descending(\.id))
      t.expect(last, is: fetched.last, "the last of \(value)")
    }
    let figures = try await store.aggregate(Jot.self, .count)
    t.expect(figures, is: [AggregateRow(group: [], values: [20])], "the count as a figure")
  }

  private static func identifierConditions(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(all: (0..<10).map { Jot($0) { $0.text = "even" } })
    try await t.expect(store.ordinals(Jot.self, where: \.id == .number(3)), is: [3], "one identifier")
    try await t.expect(
      store.ordinals(Jot.self, where: \.id ~= .isIn([.number(7), .number(3), .number(99), .number(3)])), is: [3, 7],
      "several")
    try await t.expect(store.count(Jot.self, where: \.id != .number(3)), is: 9, "all but one")
    try await t.expect(
      store.ordinals(Jot.self, where: \.id == .number(3) && \.text == "odd"), is: [], "with another condition")
    try await t.expect(store.count(Jot.self, where: \.id == nil), is: 0, "without identifier")
    try await t.expect(
      store.ordinals(Jot.self, sort: .descending(\.id), limit: 2), is: [9, 8], "by identifier, descending")
  }

  private static func stampConditions(_ t: Trial) async throws {
    let store = try await t.store(actor: .number(77))
    let first = try await store.insert(Jot(1))
    let second = try await store.insert(Jot(2))
    try await store.update(first.id) { $0.value = 1 }
    try await t.expect(store.ordinals(Jot.self, where: \.stamp.revision == 2), is: [1], "by revision")
    try await t.expect(
      store.ordinals(Jot.self, where: \.stamp.createdAt >= second.stamp.createdAt), is: [2], "by time of creation")
    try await t.expect(store.ordinals(Jot.self, sort: .descending(\.stamp.updatedAt)), is: [1, 2], "by time of change")
    let mine = Filter<Jot>(.compare("createdBy", .equal, .reference(.number(77))))
    try await t.expect(store.count(Jot.self, where: mine), is: 2, "by who created it")
    try await t.expect(store.count(Jot.self, where: \.stamp.updatedBy == nil), is: 0, "changed by nobody")
  }

  private static func types(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(Jot(1) { $0.text = "jot" })
    try await store.insert(Step(1) { $0.title = "step" })
    try await t.expect(store.get(Jot.ID.number(1)).text, is: "jot", "the jot")
    try await t.expect(store.get(Step.ID.number(1)).title, is: "step", "the step of the same identifier")
    try await store.delete(Jot.ID.number(1))
    try await t.expect(store.count(Step.self), is: 1, "steps after the jot is deleted")
    try await t.expect(store.count(Jot.self), is: 0, "jots after the jot is deleted")
  }

  private static func limits(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(all: (0..<7).map { number in Jot(number) { $0.value = -number } })
    for limit in [0, 1, 6, 7, 8, Int.max] {
      let expected = min(limit, 7)
      try await t.expect(
        store.ordinals(Jot.self, limit: limit), is: Array(0..<expected), "the first \(limit)")
      try await t.expect(
        store.ordinals(Jot.self, sort: .ascending(\.value), limit: limit),
        is: Array((0..<7).reversed().prefix(expected)),
        "the first \(limit) in another order")
      let filtered = try await store.ordinals(Jot.self, where: \.value < -2, limit: limit)
      t.expect(filtered, is: Array((3..<7).prefix(limit)), "the first \(limit) that meet a condition")
    }
    let counted = try await store.reading {
      try await $0.count(RecordQuery(Jot.recordType, sort: [.ascending("value")], limit: 2))
    }
    t.expect(counted, is: 7, "a count, for which a limit does not count")
  }

  private static func explanation(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(
      all: (0..<40).map { number in
        Specimen(number) {
          $0.wide = Int64(number % 4)
          $0.count = number
        }
      })
    let queries = [
      RecordQuery(Specimen.recordType, where: .compare("id", .equal, .reference(.number(5)))),
      RecordQuery(Specimen.recordType, where: .compare("wide", .equal, 2)),
      RecordQuery(Specimen.recordType, where: .compare("count", .less, 10), sort: [.descending("count")]),
      RecordQuery(Specimen.recordType, where: .compare("wide", .greater, 99)),
    ]
    for (query, expected) in zip(queries, [1, 10, 10, 0]) {
      let plan = try await store.reading { try await $0.explain(query) }
      t.expect(plan.matched, is: expected, "matched by \(query.filter)")
      t.expect((plan.touched ?? -1) >= plan.matched, "fewer rows touched than matched by \(query.filter): \(plan)")
    }
    let figure = AggregateQuery(Specimen.recordType, where: .compare("wide", .equal, 2), measures: [.sum("count")])
    let plan = try await store.reading { try await $0.explain(figure) }
    t.expect((plan.touched ?? -1) >= plan.matched, "fewer rows touched than matched by an aggregate: \(plan)")
  }

  private static func unknownEntity(_ t: Trial) async throws {
    let store = try await t.store()
    let key = RecordKey(entity: "specimn", id: .number(1))
    await t.expect(throws: StoreError.unknownEntity("specimn", suggestions: ["specimen"]), "a record of no type") {
      _ = try await store.reading { try await $0.record(key) }
    }
  }
}
