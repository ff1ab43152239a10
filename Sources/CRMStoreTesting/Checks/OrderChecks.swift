import CRMCore

/// The order of answers is total: the asked keys, then the identifier.
enum OrderChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("without keys the order is that of the identifiers", byIdentifier),
    ConformanceCheck("every type of field orders, ascending and descending", everyType),
    ConformanceCheck("ties are in the order of identifiers, also when the keys descend", ties),
    ConformanceCheck("several keys, each in its direction", severalKeys),
    ConformanceCheck("an order by a path", paths),
    ConformanceCheck("money is ordered by currency, then amount", money),
    ConformanceCheck("an order and a limit take the first of all", limits),
    ConformanceCheck("what has no order is refused", unordered),
  ]

  private static func byIdentifier(_ t: Trial) async throws {
    let store = try await t.store()
    let numbers = (0..<40).map { $0 * 17 % 40 }
    for number in numbers { try await store.insert(Specimen(number) { $0.wide = Int64(number % 3) }) }
    try await t.expect(store.ordinals(Specimen.self), is: Array(0..<40), "all")
    let some = (0..<40).filter { $0 % 3 != 1 }
    try await t.expect(store.ordinals(Specimen.self, where: \.wide != 1), is: some, "some")
    try await t.expect(store.ordinals(Specimen.self, where: \.wide ~= .isIn([2, 0])), is: some, "some, by an index")
    try await t.expect(
      store.ordinals(Specimen.self, where: \.wide < 2), is: (0..<40).filter { $0 % 3 < 2 }, "a range of an index")
  }

  /// The orders that are tried of specimens.
  static func orders(of type: RecordType) -> [[SortTerm]] {
    let paths =
      type.fields[5...].filter { $0.type.isOrdered }.map { FieldPath($0.name) } + [
        "fee.amount", "fee.currency", "company.name",
      ]
    return paths.flatMap { [[SortTerm($0)], [SortTerm($0, isDescending: true)]] }
  }

  private static func everyType(_ t: Trial) async throws {
    let (store, model) = try await prepared(t)
    let filters: [FilterExpression] = [
      .constant(true), .compare("wide", .greaterOrEqual, -1), .compare("isActive", .equal, true),
    ]
    for sort in orders(of: Specimen.recordType) {
      for filter in filters {
        let query = RecordQuery(Specimen.recordType, where: filter, sort: sort)
        try await t.expect(
          store.ordinals(query), is: model.identifiers(query).map(\.ordinal), "\(sort.text) where \(filter)")
      }
    }
  }

  /// The specimens of the filter checks, which hold each value several times and nothing too.
  static func prepared(_ t: Trial) async throws -> (any Store, PlainModel) {
    let store = try await t.store()
    let companies = (1...3).map { number in Company(number) { $0.name = "company \(4 - number)" } }
    var model = PlainModel(store.catalog)
    let specimens = try FilterChecks.specimens()
    try await store.insert(all: companies)
    // Not in the order of their identifiers, so that no order comes by chance.
    try await store.insert(all: specimens.indices.map { specimens[$0 * 8 % specimens.count] })
    try model.put(companies)
    try model.put(specimens)
    return (store, model)
  }

  private static func ties(_ t: Trial) async throws {
    let store = try await t.store()
    for number in [5, 2, 8, 1, 9, 3] {
      try await store.insert(
        Specimen(number) {
          $0.wide = 7
          $0.count = number > 4 ? 1 : 0
        })
    }
    for sort in [.ascending(\.wide), .descending(\.wide), .ascending(\.note), .descending(\.note)]
      as [Sorting<Specimen>]
    {
      try await t.expect(store.ordinals(Specimen.self, sort: sort), is: [1, 2, 3, 5, 8, 9], [sort.term].text)
      try await t.expect(
        store.ordinals(Specimen.self, sort: sort, limit: 3), is: [1, 2, 3], "the first 3 of \([sort.term].text)")
    }
    try await t.expect(
      store.ordinals(Specimen.self, sort: .descending(\.count)), is: [5, 8, 9, 1, 2, 3], "two groups of ties")
  }

  private static func severalKeys(_ t: Trial) async throws {
    let (store, model) = try await prepared(t)
    let orders: [[SortTerm]] = [
      [.ascending("wide"), .descending("note")], [.descending("grade"), .ascending("wide"), .descending("title")],
      [.ascending("isActive"), .descending("company.name"), .ascending("seen")],
      [.descending("level"), .descending("count")],
      [.ascending("level"), .ascending("count"), .ascending("id")], [.ascending("company"), .descending("id")],
      [.ascending("wide"), .descending("wide")],
    ].filter { terms in !terms.contains { $0.path == "company" } }
    for sort in orders {
      let query = RecordQuery(Specimen.recordType, sort: sort)
      try await t.expect(store.ordinals(query), is: model.identifiers(query).map(\.ordinal), sort.text)
    }
  }

  private static func paths(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(all: [
      Company(1) { $0.name = "b" },
      Company(2) {
        $0.name = "a"
        $0.parent = .number(1)
      },
      Company(3) {
        $0.name = "c"
        $0.parent = .number(2)
      },
    ])
    try await store.insert(
      all: (0..<6).map { number in
        Person(number) {
          $0.name = "person"
          $0.employer = number % 3 == 0 ? nil : .number(number % 3 + 1)
        }
      })
    try await t.expect(
      store.ordinals(Person.self, sort: .ascending("employer.name")), is: [0, 3, 1, 4, 2, 5], "one away")
    try await t.expect(
      store.ordinals(Person.self, sort: .descending("employer.name")), is: [2, 5, 1, 4, 0, 3], "one away, descending")
    try await t.expect(
      store.ordinals(Person.self, sort: .ascending("employer.parent.name")), is: [0, 3, 2, 5, 1, 4], "two away")
    try await store.update(Company.ID.number(2)) { $0.name = "z" }
    try await t.expect(
      store.ordinals(Person.self, sort: .ascending("employer.name")), is: [0, 3, 2, 5, 1, 4],
      "after a change of what they refer to")
  }

  private static func money(_ t: Trial) async throws {
    let store = try await t.store()
    let amounts: [Money?] = [
      nil, Money(minorUnits: -2, currency: .eur), Money(minorUnits: 900, currency: .eur),
      Money(minorUnits: 1, currency: .jpy),
      Money(minorUnits: -1, currency: .usd), Money(minorUnits: 3, currency: .usd),
    ]
    try await store.insert(
      all: amounts.enumerated().reversed().map { position, amount in Specimen(position) { $0.fee = amount } })
    try await t.expect(store.ordinals(Specimen.self, sort: .ascending(\.fee)), is: Array(0..<6), "ascending")
    try await t.expect(store.ordinals(Specimen.self, sort: .descending(\.fee)), is: (0..<6).reversed(), "descending")
  }

  private static func limits(_ t: Trial) async throws {
    let (store, model) = try await prepared(t)
    for sort in [
      [SortTerm("wide")], [SortTerm("note", isDescending: true)], [SortTerm("count"), SortTerm("title")],
      [SortTerm("company.name")],
    ] {
      for limit in [0, 1, 2, 5, 20, 21, 22] {
        for filter in [.constant(true), .compare("grade", .notEqual, "low")] as [FilterExpression] {
          let query = RecordQuery(Specimen.recordType, where: filter, sort: sort, limit: limit)
          try await t.expect(
            store.ordinals(query), is: model.identifiers(query).map(\.ordinal),
            "the first \(limit) of \(sort.text) where \(filter)")
        }
      }
    }
  }

  private static func unordered(_ t: Trial) async throws {
    let store = try await t.store()
    for path in ["tags", "lines", "nothing"] as [FieldPath] {
      await t.expect("an order by \(path)", throws: { _ in true }) {
        _ = try await store.fetch(Specimen.self, sort: .ascending(path))
      }
    }
  }
}

extension [SortTerm] {
  /// The order as a message shows it.
  var text: String { map { "\($0.path)\($0.isDescending ? " descending" : "")" }.joined(separator: ", ") }
}
