import CRMCore

/// Nothing (nil) is a value: comparison is two-valued.
enum NothingChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("x == nil and x != 3 are plainly true or false for a nil x", equality),
    ConformanceCheck("<, >, between, contains and hasPrefix are false against nil, and their opposites true", ordering),
    ConformanceCheck("nil sorts first ascending, last descending", sorting),
    ConformanceCheck("a path through a nil reference is nil", paths),
    ConformanceCheck("a condition orders nothing", orderingWithNothing),
    ConformanceCheck("records are grouped by nothing too", grouping),
  ]

  /// 0 and 1 hold nothing, 2 holds 2, 3 holds 3; in fields with and without an index.
  private static func prepared(_ t: Trial) async throws -> any Store {
    let store = try await t.store()
    try await store.insert(all: [
      Company(2) {
        $0.name = "two"
        $0.headcount = 2
      },
      Company(3) {
        $0.name = "three"
        $0.headcount = 3
        $0.parent = .number(2)
      },
      Company(4) { $0.name = "nothing" },
    ])
    try await store.insert(
      all: (0..<4).map { number in
        Person(number) {
          $0.name = "person"
          guard number > 1 else { return }
          $0.score = number
          $0.email = "\(number)"
          $0.salary = Money(minorUnits: Int64(number), currency: .usd)
          $0.employer = .number(number)
        }
      })
    return store
  }

  private static func equality(_ t: Trial) async throws {
    let store = try await prepared(t)
    let cases: [(Filter<Person>, [Int], String)] = [
      (\.score == nil, [0, 1], "score == nil"), (\.score != nil, [2, 3], "score != nil"),
      (\.score == 3, [3], "score == 3"),
      (\.score != 3, [0, 1, 2], "score != 3"), (!(\.score == 3), [0, 1, 2], "not score == 3"),
      (!(\.score != 3), [3], "not score != 3"),
      (\.email == nil, [0, 1], "email == nil"), (\.email != "3", [0, 1, 2], "email != 3"),
      (\.salary != Money(minorUnits: 3, currency: .usd), [0, 1, 2], "salary != 0.03 USD"),
      (\.salary == nil, [0, 1], "salary == nil"),
      (\.employer == nil, [0, 1], "employer == nil"), (\.employer != .number(3), [0, 1, 2], "employer != 3"),
      (\.score ~= .isIn([3]), [3], "score in 3"), (!(\.score ~= .isIn([3])), [0, 1, 2], "score not in 3"),
      (Filter(.isIn("score", [.null, 3])), [0, 1, 3], "score in nil, 3"),
      (Filter(.not(.isIn("score", [.null, 3]))), [2], "score not in nil, 3"),
      (\.score == nil || \.score == 3, [0, 1, 3], "score == nil or 3"),
      (\.score != 2 && \.score != 3, [0, 1], "score neither 2 nor 3"),
      (\.score == nil && \.score != 3, [0, 1], "score == nil and != 3"),
    ]
    for (filter, expected, name) in cases {
      try await t.expect(store.ordinals(Person.self, where: filter), is: expected, name)
      try await t.expect(store.count(Person.self, where: filter), is: expected.count, "the count of \(name)")
    }
  }

  private static func ordering(_ t: Trial) async throws {
    let store = try await prepared(t)
    let cases: [(Filter<Person>, [Int], String)] = [
      (\.score < 3, [2], "score < 3"), (\.score <= 3, [2, 3], "score <= 3"), (\.score > -1, [2, 3], "score > -1"),
      (\.score >= 3, [3], "score >= 3"), (\.score ~= .between(-9, 9), [2, 3], "score between"),
      (\.email < "3", [2], "email < 3"),
      (\.email ~= .contains(""), [2, 3], "email contains nothing"),
      (\.email ~= .hasPrefix(""), [2, 3], "email begins with nothing"),
      (\.email ~= .hasPrefix("3"), [3], "email begins with 3"),
      (\.email ~= .hasSuffix(""), [2, 3], "email ends with nothing"),
      (\.email ~= .matches("2"), [2], "email matches 2"),
      (\.salary < Money(minorUnits: 9, currency: .usd), [2, 3], "salary"),
      (\.employer / \.headcount < 9, [2, 3], "employer.headcount < 9"),
    ]
    for (filter, expected, name) in cases {
      try await t.expect(store.ordinals(Person.self, where: filter), is: expected, name)
      let others = (0..<4).filter { !expected.contains($0) }
      try await t.expect(store.ordinals(Person.self, where: !filter), is: others, "not \(name)")
    }
  }

  private static func sorting(_ t: Trial) async throws {
    let store = try await prepared(t)
    for path in ["score", "email", "salary", "employer.headcount", "employer.name"] as [FieldPath] {
      let isText = path == "employer.name"
      let (ascending, descending) = isText ? ([0, 1, 3, 2], [2, 3, 0, 1]) : ([0, 1, 2, 3], [3, 2, 0, 1])
      try await t.expect(store.ordinals(Person.self, sort: .ascending(path)), is: ascending, "\(path) ascending")
      try await t.expect(store.ordinals(Person.self, sort: .descending(path)), is: descending, "\(path) descending")
    }
  }

  private static func paths(_ t: Trial) async throws {
    let store = try await prepared(t)
    try await store.update(Person.ID.number(1)) { $0.employer = .number(4) }
    let cases: [(Filter<Person>, [Int], String)] = [
      (\.employer / \.headcount == nil, [0, 1], "employer.headcount == nil"),
      (\.employer / \.headcount != 3, [0, 1, 2], "employer.headcount != 3"),
      (\.employer / \.name == nil, [0], "employer.name == nil"),
      (\.employer / \.name != "two", [0, 1, 3], "employer.name != two"),
      (!(\.employer / \.name == "two"), [0, 1, 3], "not employer.name == two"),
      (\.employer / \.parent / \.name == nil, [0, 1, 2], "employer.parent.name == nil"),
      (\.employer / \.parent / \.name != "two", [0, 1, 2], "employer.parent.name != two"),
      (\.employer / \.parent == nil, [0, 1, 2], "employer.parent == nil"),
      (\.manager / \.score == nil, [0, 1, 2, 3], "manager.score == nil"),
      (\.manager / \.employer / \.id == nil, [0, 1, 2, 3], "manager.employer.id == nil"),
      (Filter(.isIn("employer.headcount", [.null, 2])), [0, 1, 2], "employer.headcount in nil, 2"),
      (Filter(.any("employer.tags", .constant(true))), [], "any of employer.tags"),
      (Filter(.all("employer.tags", .constant(false))), [0, 1, 2, 3], "all of employer.tags"),
    ]
    for (filter, expected, name) in cases {
      try await t.expect(store.ordinals(Person.self, where: filter), is: expected, name)
      try await t.expect(store.count(Person.self, where: filter), is: expected.count, "the count of \(name)")
    }
  }

  private static func orderingWithNothing(_ t: Trial) async throws {
    let store = try await prepared(t)
    for comparison in [.less, .lessOrEqual, .greater, .greaterOrEqual] as [FilterExpression.Comparison] {
      await t.expect(throws: FilterError.orderingWithNull("score"), "score \(comparison.rawValue) null") {
        _ = try await store.count(Person.self, where: Filter(.compare("score", comparison, .null)))
      }
    }
  }

  private static func grouping(_ t: Trial) async throws {
    let store = try await prepared(t)
    for path in ["score", "employer.headcount"] as [FieldPath] {
      let rows = try await store.aggregate(Person.self, by: [Grouping(path)], .count)
      let expected = [([.null], 2), ([2], 1), ([3], 1)] as [([AnyValue], Int64)]
      t.expect(rows, is: expected.map { AggregateRow(group: $0.0, values: [.integer($0.1)]) }, "groups by \(path)")
    }
  }
}
