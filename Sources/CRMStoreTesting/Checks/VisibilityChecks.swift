import CRMCore

/// A record that an actor may not read does not exist for them.
enum VisibilityChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("records out of sight are not found, fetched or counted", records),
    ConformanceCheck("records out of sight are not in figures", figures),
    ConformanceCheck("a path into a record out of sight is nil", paths),
    ConformanceCheck("any and all over a list of references are about the records in sight", lists),
    ConformanceCheck("conditions of rights are evaluated over everything", conditions),
    ConformanceCheck("orders, limits and pages are those of what is in sight", pages),
    ConformanceCheck("the history of records out of sight is out of sight", history),
    ConformanceCheck("the feed shows what is in sight, coming into it and going out of it", feed),
    ConformanceCheck("rights around rights hold both", nested),
    ConformanceCheck("rights that name no fields are refused", invalidRights),
    ConformanceCheck("any scope limits any query alike", scopes),
  ]

  /// Companies 0 to 5, of which the even ones are in sight, and persons 0 to 5, each with the company of their number.
  private static func prepared(_ t: Trial) async throws -> (all: any Store, limited: any Store) {
    let store = try await t.store()
    try await store.insert(
      all: (0..<6).map { number in
        Company(number) {
          $0.name = "company \(number)"
          $0.headcount = number % 2
          $0.number = number
          $0.code = "code \(number)"
        }
      })
    try await store.insert(
      all: (0..<6).map { number in
        Person(number) {
          $0.name = "person \(number)"
          $0.employer = .number(number)
          $0.score = number
        }
      })
    var rights = Rights()
    rights.limit(Company.self, to: \.headcount == 0)
    return (store, try store.acting(as: .number(77), with: rights))
  }

  private static func records(_ t: Trial) async throws {
    let (all, limited) = try await prepared(t)
    try await t.expect(limited.find(Company.ID.number(1)), is: nil, "a record out of sight")
    try await t.expect(limited.get(Company.ID.number(2)), is: all.get(Company.ID.number(2)), "a record in sight")
    await t.expect(throws: StoreError.notFound(Company.ID.number(3).key), "getting one out of sight") {
      _ = try await limited.get(Company.ID.number(3))
    }
    try await t.expect(limited.ordinals(Company.self), is: [0, 2, 4], "all records")
    try await t.expect(limited.count(Company.self), is: 3, "their count")
    try await t.expect(limited.count(Company.self, where: \.number >= 3), is: 1, "the count of some")
    try await t.expect(limited.exists(Company.self, where: \.number == 3), is: false, "whether one out of sight exists")
    try await t.expect(limited.first(Company.self, sort: .descending(\.number))?.ordinal, is: 4, "the last")
    try await t.expect(limited.ordinals(Company.self, where: \.code == "code 5"), is: [], "by a unique value")
    try await t.expect(
      limited.ordinals(Company.self, where: \.id ~= .isIn([.number(1), .number(2)])), is: [2], "by identifier")
    try await t.expect(limited.ordinals(Company.self, where: !(\.number == 2)), is: [0, 4], "by a negation")
    try await limited.read { snapshot in
      try await t.expect(snapshot.count(Company.self), is: 3, "the count in a read")
    }
    let held = try await limited.snapshot()
    try await t.expect(held.ordinals(Company.self), is: [0, 2, 4], "all records of a snapshot")
    await held.end()
    try await limited.write { store in
      try await t.expect(store.ordinals(Company.self), is: [0, 2, 4], "all records of a transaction")
      try await t.expect(store.find(Company.ID.number(1)), is: nil, "a record out of sight, in a transaction")
    }
    try await t.expect(all.count(Company.self), is: 6, "all records without limits")
    let plan = try await limited.reading { try await $0.explain(RecordQuery(Company.recordType)) }
    t.expect(plan.matched, is: 3, "what an explanation counts")
  }

  private static func figures(_ t: Trial) async throws {
    let (_, limited) = try await prepared(t)
    let rows = try await limited.aggregate(
      Company.self, .count, .sum("number"), .maximum("name"), .median("number"), .distinct("code"))
    t.expect(rows.first?.values, is: [3, 6, "company 4", .decimal(2), 3], "figures")
    let groups = try await limited.aggregate(Company.self, by: [Grouping("headcount")], .count)
    t.expect(groups, is: [AggregateRow(group: [0], values: [3])], "groups")
    let byEmployer = try await limited.aggregate(Person.self, by: [Grouping("employer.name")], .count)
    t.expect(byEmployer.map(\.group), is: [[.null], ["company 0"], ["company 2"], ["company 4"]], "groups by a path")
    t.expect(byEmployer.first?.values, is: [3], "how many are grouped by nothing")
    let behind = try await limited.aggregate(Person.self, .sum("employer.number"), .maximum("employer.name"))
    t.expect(behind.first?.values, is: [6, "company 4"], "figures of a path")
  }

  private static func paths(_ t: Trial) async throws {
    let (all, limited) = try await prepared(t)
    for number in 0..<6 {
      try await all.update(Person.ID.number(number)) {
        $0.manager = .number((number + 1) % 6)
        $0.friends = [.number((number + 1) % 6), .number((number + 2) % 6)]
      }
    }
    let cases: [(Filter<Person>, [Int], String)] = [
      (\.employer == nil, [1, 3, 5], "employer == nil"), (\.employer == .number(1), [], "employer out of sight"),
      (\.employer / \.name == nil, [1, 3, 5], "employer.name == nil"),
      (\.employer / \.name == "company 1", [], "employer.name out of sight"),
      (\.employer / \.name != "company 1", [0, 1, 2, 3, 4, 5], "employer.name != out of sight"),
      (\.employer / \.number > 1, [2, 4], "employer.number > 1"),
      (!(\.employer / \.number > 1), [0, 1, 3, 5], "not employer.number > 1"),
      (Filter(.text("employer.name", .hasPrefix, "company")), [0, 2, 4], "employer.name begins"),
      (\.manager / \.employer / \.name == nil, [0, 2, 4], "manager.employer.name == nil"),
      (Filter(.any("friends", .compare("employer.name", .equal, "company 2"))), [0, 1], "any friend's employer"),
      (Filter(.all("friends", .compare("employer.name", .equal, .null))), [], "all friends' employers"),
    ]
    for (filter, expected, name) in cases {
      try await t.expect(limited.ordinals(Person.self, where: filter), is: expected, name)
      try await t.expect(limited.count(Person.self, where: filter), is: expected.count, "the count of \(name)")
    }
    try await t.expect(
      limited.ordinals(Person.self, sort: .descending("employer.number")), is: [4, 2, 0, 1, 3, 5], "sorted by a path")
    try await t.expect(
      limited.ordinals(Person.self, sort: .ascending("employer.name")), is: [1, 3, 5, 0, 2, 4], "ascending by a path")
    var rights = Rights()
    rights.limit(Person.self, [.read], to: \.score < 3)
    let others = try all.acting(as: nil, with: rights)
    try await t.expect(
      others.ordinals(Person.self, where: Filter(.any("friends", .compare("score", .greaterOrEqual, 3)))), is: [],
      "friends out of sight")
    try await t.expect(others.ordinals(Person.self, where: \.manager / \.name == nil), is: [2], "managers out of sight")
  }

  /// Persons 0 to 2 are in sight, 3 to 5 are not.
  private static func lists(_ t: Trial) async throws {
    let (all, _) = try await prepared(t)
    let persons: [[Int]] = [[], [0, 1], [0, 3], [3, 4]]
    try await all.insert(
      all: persons.enumerated().map { number, list in Contract(number) { $0.witnesses = list.map { .number($0) } } })
    for number in 0..<3 {
      try await all.update(Person.ID.number(number)) { $0.friends = persons[number + 1].map { .number($0) } }
    }
    var rights = Rights()
    rights.limit(Person.self, [.read], to: \.score < 3)
    let limited = try all.acting(as: nil, with: rights)
    let number = { (number: Int) in AnyValue.reference(.number(number)) }
    let cases: [(FilterExpression, any: [Int], all: [Int])] = [
      (.constant(true), [1, 2], [0, 1, 2, 3]), (.constant(false), [], [0, 3]),
      (.compare("it", .equal, number(3)), [], [0, 3]), (.compare("it", .equal, number(0)), [1, 2], [0, 2, 3]),
      (.compare("it", .notEqual, number(0)), [1], [0, 3]), (.compare("it", .equal, .null), [], [0, 3]),
      (.compare("it", .notEqual, .null), [1, 2], [0, 1, 2, 3]), (.isIn("it", [number(1), number(4)]), [1], [0, 3]),
      (.compare("score", .greaterOrEqual, 3), [], [0, 3]), (.compare("score", .less, 1), [1, 2], [0, 2, 3]),
      (.compare("name", .equal, .null), [], [0, 3]), (.not(.compare("score", .equal, 0)), [1], [0, 3]),
    ]
    for (inner, any, every) in cases {
      try await t.expect(
        limited.ordinals(Contract.self, where: Filter(.any("witnesses", inner))), is: any, "any witnesses \(inner)")
      try await t.expect(
        limited.ordinals(Contract.self, where: Filter(.all("witnesses", inner))), is: every, "all witnesses \(inner)")
      // The persons' lists are those of the contracts that follow them.
      let friends = (any.map { $0 - 1 }.filter { $0 >= 0 }, every.map { $0 - 1 }.filter { $0 >= 0 })
      try await t.expect(
        limited.ordinals(Person.self, where: Filter(.any("friends", inner))), is: friends.0, "any friends \(inner)")
      try await t.expect(
        limited.ordinals(Person.self, where: Filter(.all("friends", inner))), is: friends.1, "all friends \(inner)")
      try await t.expect(
        limited.count(Contract.self, where: Filter(.not(.any("witnesses", inner)))), is: 4 - any.count,
        "the count of not any witnesses \(inner)")
    }
  }

  private static func conditions(_ t: Trial) async throws {
    let (all, _) = try await prepared(t)
    var rights = Rights()
    rights.limit(Company.self, to: \.headcount == 0)
    // Persons are in sight by what their employer is, although the employer itself is not.
    rights.limit(Person.self, [.read], to: \.employer / \.headcount == 1)
    let limited = try all.acting(as: nil, with: rights)
    try await t.expect(limited.ordinals(Person.self), is: [1, 3, 5], "persons by their employers out of sight")
    try await t.expect(
      limited.count(Person.self, where: \.employer / \.name == nil), is: 3, "whose employers are nothing to the actor")
    try await all.update(Company.ID.number(0)) { $0.headcount = 1 }
    try await t.expect(limited.ordinals(Person.self), is: [0, 1, 3, 5], "after a change of what the condition follows")
    try await t.expect(limited.ordinals(Company.self), is: [2, 4], "the companies in sight")
  }

  private static func pages(_ t: Trial) async throws {
    let (_, limited) = try await prepared(t)
    for sort in [[], [SortTerm("number")], [SortTerm("name", isDescending: true)]] {
      let whole = try await limited.ordinals(RecordQuery(Company.recordType, sort: sort))
      var pages: [Int] = []
      var cursor: RecordCursor?
      repeat {
        let page = try await limited.page(Company.self, order: sort, limit: 1, after: cursor)
        pages += page.records.ordinals
        cursor = page.next
      } while cursor != nil && pages.count < 20
      t.expect(pages, is: whole, "pages of 1, \(sort.text)")
      t.expect(Set(whole), is: [0, 2, 4], "what is in them")
    }
    try await t.expect(
      limited.ordinals(Company.self, sort: .descending(\.number), limit: 2), is: [4, 2], "the first 2")
  }

  private static func history(_ t: Trial) async throws {
    let (all, limited) = try await prepared(t)
    for number in 0..<2 { try await all.update(Company.ID.number(number)) { $0.name = "renamed \(number)" } }
    let stamp = try await all.get(Company.ID.number(1)).stamp
    try await t.expect(limited.history(of: Company.ID.number(0)).count, is: 2, "the history of a record in sight")
    try await t.expect(limited.history(of: Company.ID.number(1)), is: [], "the history of one out of sight")
    try await t.expect(
      limited.get(Company.ID.number(1), asOf: stamp.createdAt), is: nil, "the past of one out of sight")
    try await t.expect(limited.count(HistoryEntry.self), is: 1, "the entries")
    try await t.expect(
      limited.fetch(HistoryEntry.self).map(\.record), is: [Identifier.number(0).description], "of which records")
    let entries = try await all.fetch(HistoryEntry.self)
    for entry in entries {
      let isVisible = entry.record == Identifier.number(0).description
      try await t.expect(limited.find(entry.id) != nil, is: isVisible, "whether an entry is found by its identifier")
    }
  }

  private static func feed(_ t: Trial) async throws {
    let (all, limited) = try await prepared(t)
    let sequence = limited.feed.changes()
    try await all.update(Company.ID.number(1)) { $0.name = "out of sight" }
    try await all.write { store in
      try await store.update(Company.ID.number(0)) { $0.name = "in sight" }
      try await store.update(Company.ID.number(3)) { $0.name = "out of sight" }
      try await store.update(Company.ID.number(2)) { $0.headcount = 1 }
      try await store.update(Company.ID.number(5)) { $0.headcount = 0 }
    }
    try await all.insert(Jot(1))
    var seen: [String] = []
    for await changes in sequence {
      for change in changes.changes {
        let kind = change.before == nil ? "inserted" : change.after == nil ? "deleted" : "updated"
        seen.append("\(change.type.entity) \(change.key.id.ordinal) \(kind)")
      }
      if changes.changes.contains(where: { $0.type == Jot.recordType }) { break }
    }
    t.expect(
      seen, is: ["company 0 updated", "company 2 deleted", "company 5 inserted", "jot 1 inserted"],
      "what the actor sees")
  }

  private static func nested(_ t: Trial) async throws {
    let (_, limited) = try await prepared(t)
    var rights = Rights()
    rights.limit(Company.self, to: \.number > 0)
    let both = try limited.acting(as: .number(78), with: rights)
    try await t.expect(both.ordinals(Company.self), is: [2, 4], "all records")
    try await t.expect(both.count(Person.self, where: \.employer / \.name != nil), is: 2, "paths")
    try await t.expect(both.find(Company.ID.number(0)), is: nil, "a record out of the second sight")
    try await t.expect(both.find(Company.ID.number(1)), is: nil, "a record out of the first sight")
  }

  private static func invalidRights(_ t: Trial) async throws {
    let store = try await t.store()
    for filter in [
      .compare("nam", .equal, "x"), .compare("headcount", .equal, "x"), .text("headcount", .contains, "1"),
    ] as [FilterExpression] {
      await t.expect("\(filter)", throws: { $0 is FilterError }) {
        var rights = Rights()
        rights.limit(Company.self, to: Filter(filter))
        _ = try store.acting(as: nil, with: rights)
      }
    }
  }

  /// By the protocol of the adapter: a query's scope, for conditions, orders and figures.
  private static func scopes(_ t: Trial) async throws {
    let (store, open) = try await OrderChecks.prepared(t)
    let scopes: [[String: FilterExpression]] = [
      ["specimen": .compare("wide", .greater, 0)], ["company": .compare("name", .notEqual, "company 2")],
      ["specimen": .compare("company.name", .notEqual, "company 1"), "company": .compare("name", .equal, "company 1")],
      ["company": .constant(false)], ["specimen": .constant(false)], ["specimen": .constant(true)],
      ["specimen": .isIn("id", (0..<9).map { .reference(.number($0)) })], ["specimen": .compare("note", .equal, .null)],
    ]
    let filters: [FilterExpression] = [
      .constant(true), .compare("company.name", .equal, .null), .compare("company.name", .notEqual, "company 3"),
      .compare("wide", .less, 2),
      .compare("id", .equal, .reference(.number(4))), .not(.compare("company.name", .equal, "company 1")),
    ]
    for visible in scopes {
      var model = open
      model.visible = visible
      for filter in filters {
        for sort in [[], [SortTerm("company.name", isDescending: true)], [SortTerm("wide")]] {
          let query = RecordQuery(Specimen.recordType, where: filter, sort: sort, scope: QueryScope(visible: visible))
          let expected = model.identifiers(query).map(\.ordinal)
          let name = "\(filter), \(sort.text), in the scope \(visible)"
          try await t.expect(store.ordinals(query), is: expected, name)
          try await t.expect(store.reading { try await $0.count(query) }, is: expected.count, "the count of \(name)")
          var limited = query
          limited.limit = 3
          try await t.expect(store.ordinals(limited), is: Array(expected.prefix(3)), "the first 3 of \(name)")
        }
        let figures = AggregateQuery(
          Specimen.recordType, where: filter, by: [Grouping("company.name")],
          measures: [.count, .sum("count"), .maximum("title")],
          scope: QueryScope(visible: visible))
        let rows = try await store.reading { try await $0.aggregate(figures) }
        try t.expect(rows, is: model.aggregate(figures), "figures where \(filter) in the scope \(visible)")
      }
    }
  }
}
