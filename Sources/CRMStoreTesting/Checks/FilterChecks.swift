import CRMCore

/// Conditions mean the same on every store.
enum FilterChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("every operator on every type of field does what it says", everyOperator),
    ConformanceCheck("and, or and not", combinations),
    ConformanceCheck("what holds for every record or for none, among other conditions", constants),
    ConformanceCheck("paths across references to any depth", paths),
    ConformanceCheck("a path from a record to itself", selfReference),
    ConformanceCheck("fields of nested values are fields", nestedValues),
    ConformanceCheck("money orders only within its currency", money),
  ]

  private static func constants(_ t: Trial) async throws {
    let (store, model) = try await prepared(t)
    for path in ["count", "level", "note", "company.name"] as [FieldPath] {
      let isNull = FilterExpression.compare(path, .equal, .null)
      let conditions: [FilterExpression] = [
        .or([isNull, .constant(true)]), .or([.constant(true), isNull]), .and([isNull, .constant(false)]),
        .and([.isIn(path, []), isNull]), .not(.and([isNull, .constant(false)])), .not(.or([isNull, .constant(true)])),
      ]
      for condition in conditions {
        let query = RecordQuery(Specimen.recordType, where: condition, sort: [.descending("count")])
        let expected = model.identifiers(query)
        try await t.expect(store.ordinals(query), is: expected.map(\.ordinal), "\(condition)")
        let figure = AggregateQuery(Specimen.recordType, where: condition, measures: [.count])
        let rows = try await store.reading { try await $0.aggregate(figure) }
        t.expect(rows.map(\.values), is: [[.integer(Int64(expected.count))]], "how many there are for \(condition)")
      }
    }
  }

  /// A few specimens whose values meet, are next to each other, and are nothing.
  static func specimens() throws -> [Specimen] {
    let texts = ["", "a", "A", "ab", "é", "字", "%"]
    let currencies: [Currency] = [.usd, .eur, .jpy]
    return try (0..<21).map { number in
      try Specimen(number) {
        let small = number % 7 - 3
        $0.title = texts[number % 7]
        $0.count = small
        $0.ratio = try ExactDecimal("\(small).5")
        $0.number = Double(small) / 4
        $0.isActive = number % 2 == 0
        $0.price = Money(minorUnits: Int64(small * 50), currency: currencies[number % 3])
        $0.day = try CalendarDate(daysSince1970: small)
        $0.moment = Instant(microsecondsSince1970: Int64(small))
        $0.span = .microseconds(small)
        $0.level = Specimen.Level.allCases[number % 3]
        $0.channel = Specimen.Channel(rawValue: texts[(number + 3) % 7])
        $0.company = number % 4 == 0 ? nil : .number(number % 4)
        guard number % 5 != 0 else { return }
        $0.note = texts[(number + 2) % 7]
        $0.wide = Int64(small)
        $0.factor = try ExactDecimal("\(small).25")
        $0.reading = Double(small) / 3
        $0.isVerified = number % 3 == 0
        $0.fee = Money(minorUnits: Int64(small * 10), currency: currencies[(number + 1) % 3])
        $0.due = try CalendarDate(daysSince1970: small * 400)
        $0.seen = Instant(microsecondsSince1970: Int64(small) << 40)
        $0.pause = .seconds(small)
        $0.grade = Specimen.Level.allCases[(number + 1) % 3]
        $0.source = Specimen.Channel(rawValue: texts[(number + 1) % 7])
        $0.place.city = texts[number % 3]
        $0.place.position.y = small
        $0.place.position.x = -small
      }
    }
  }

  /// The specimens, and three companies that they refer to, in a store and in a model.
  static func prepared(_ t: Trial) async throws -> (any Store, PlainModel) {
    let store = try await t.store()
    let companies = (1...3).map { number in
      Company(number) {
        $0.name = "company \(number)"
        $0.headcount = number == 2 ? nil : number
        $0.parent = number == 1 ? nil : .number(number - 1)
      }
    }
    var model = PlainModel(store.catalog)
    try await store.insert(all: companies)
    try await store.insert(all: specimens())
    try model.put(companies)
    try model.put(specimens())
    return (store, model)
  }

  private static func everyOperator(_ t: Trial) async throws {
    let (store, model) = try await prepared(t)
    let type = Specimen.recordType
    let paths =
      type.fields[5...].filter { $0.type.element == $0.type }.map(\.name) + [
        "price.amount", "fee.amount", "fee.currency", "company.name", "company.headcount", "company.parent.name",
      ]
    for name in paths {
      let path = FieldPath(name)
      let resolved = try path.resolved(in: .record(type), catalog: store.catalog)
      let literals = Array(Set(model.rows(type, where: .constant(true)).map { model.value(path, .record($0, type)) }))
      var filters: [FilterExpression] = [
        .isIn(path, literals), .isIn(path, [.null] + literals.prefix(1)), .isIn(path, []),
      ]
      for literal in literals {
        for comparison in FilterExpression.Comparison.allCases {
          let isOrdering = comparison != .equal && comparison != .notEqual
          if isOrdering && (literal.isNull || !resolved.type.isOrdered) { continue }
          filters.append(.compare(path, comparison, literal))
        }
        guard case .text(let text) = literal else { continue }
        filters += FilterExpression.TextTest.allCases.map { .text(path, $0, text) } + [.matches(path, text)]
      }
      try await t.expect(store, answersAs: model, filters + filters.map { .not($0) }, of: type)
    }
  }

  private static func combinations(_ t: Trial) async throws {
    let (store, model) = try await prepared(t)
    let parts: [FilterExpression] = [
      .compare("wide", .greater, 0), .compare("note", .equal, .null), .compare("level", .equal, "low"),
      .compare("company.headcount", .less, 3),
    ]
    var filters: [FilterExpression] = [
      .and([]), .or([]), .not(.and([])), .not(.or([])), .constant(false), .constant(true),
    ]
    for left in parts {
      for right in parts {
        filters += [
          .and([left, right]), .or([left, right]), .and([left, .not(right)]), .or([.not(left), right]),
          .not(.and([left, right])),
          .not(.or([left, right])), .not(.not(left)), .and([.or([left, right]), .or([right, .constant(false)])]),
        ]
      }
    }
    filters.append((0..<90).reduce(parts[0]) { filter, _ in .not(filter) })
    filters.append(.or((0..<500).map { .compare("wide", .equal, .integer($0 + 2)) }))
    filters.append(.and((0..<500).map { .compare("wide", .notEqual, .integer($0 + 2)) }))
    try await t.expect(store, answersAs: model, filters, of: Specimen.recordType)
  }

  private static func paths(_ t: Trial) async throws {
    let store = try await t.store()
    // A chain of 30, each the parent of the next.
    try await store.insert(
      all: (0..<30).map { number in
        Company(number) {
          $0.name = "company \(number)"
          $0.headcount = number
          $0.parent = number == 0 ? nil : .number(number - 1)
        }
      })
    try await store.insert(
      all: (0..<5).map { number in
        Person(number) {
          $0.name = "person \(number)"
          $0.employer = number == 4 ? nil : .number(number * 7)
          $0.manager = number == 0 ? nil : .number(number - 1)
        }
      })
    try await t.expect(
      store.ordinals(Person.self, where: \.employer / \.headcount > 7), is: [2, 3], "one reference away")
    try await t.expect(
      store.ordinals(Person.self, where: \.employer / \.parent / \.name == "company 6"), is: [1], "two references away")
    try await t.expect(
      store.ordinals(Person.self, where: \.manager / \.employer / \.headcount == 14), is: [3],
      "through another type and back")
    let deep = FieldPath("employer" + String(repeating: ".parent", count: 20) + ".headcount")
    try await t.expect(
      store.ordinals(Person.self, where: Filter(.compare(deep, .equal, 1))), is: [3], "21 references away")
    try await t.expect(
      store.ordinals(Person.self, where: Filter(.compare(deep, .equal, .null))), is: [0, 1, 2, 4],
      "nothing 21 references away")
    try await store.update(Company.ID.number(7)) { $0.headcount = 700 }
    try await t.expect(
      store.ordinals(Person.self, where: \.employer / \.headcount == 700), is: [1],
      "after the record at the end has changed")
    try await t.expect(
      store.ordinals(Person.self, sort: .descending("employer.headcount")), is: [1, 3, 2, 0, 4],
      "sorted by what is there")
    try await t.expect(
      store.count(Person.self, where: \.employer / \.id == .number(14)), is: 1, "the identifier at the end")
  }

  private static func selfReference(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(
      Person(1) {
        $0.name = "Narcissus"
        $0.manager = .number(1)
        $0.friends = [.number(1)]
      })
    try await t.expect(
      store.ordinals(Person.self, where: \.manager / \.manager / \.name == "Narcissus"), is: [1], "around the circle")
    let friend = Filter<Person>(.any("friends", .compare("name", .equal, "Narcissus")))
    try await t.expect(store.ordinals(Person.self, where: friend), is: [1], "through a list of references")
  }

  private static func nestedValues(_ t: Trial) async throws {
    let (store, model) = try await prepared(t)
    let filters: [FilterExpression] = [
      .compare("place.city", .equal, "a"), .compare("place.city", .equal, .null),
      .compare("place.position.x", .greater, 0),
      .compare("place.position.y", .lessOrEqual, 1), .compare("place.position.y", .equal, .null),
    ]
    try await t.expect(store, answersAs: model, filters, of: Specimen.recordType)
    let expected = model.identifiers(RecordQuery(Specimen.recordType, where: filters[2])).map(\.ordinal)
    try await t.expect(store.ordinals(Specimen.self, where: \.place.position.x > 0), is: expected, "the same, typed")
    let built = Filter<Specimen> { $0.place.position.x > 0 }
    try await t.expect(store.ordinals(Specimen.self, where: built), is: expected, "the same, built")
  }

  private static func money(_ t: Trial) async throws {
    let store = try await t.store()
    let amounts = [(5, Currency.usd), (7, .usd), (6, .eur), (6, .jpy)]
    try await store.insert(
      all: amounts.enumerated().map { position, amount in
        Specimen(position) {
          $0.price = Money(minorUnits: Int64(amount.0), currency: amount.1)
          $0.fee = $0.price
        }
      })
    let six = Money(minorUnits: 6, currency: .usd)
    try await t.expect(store.ordinals(Specimen.self, where: \.price < six), is: [0], "below 6 cents")
    try await t.expect(store.ordinals(Specimen.self, where: \.fee < six), is: [0], "below 6 cents by an index")
    try await t.expect(store.ordinals(Specimen.self, where: \.fee >= six), is: [1], "not below 6 cents by an index")
    try await t.expect(store.ordinals(Specimen.self, where: !(\.fee >= six)), is: [0, 2, 3], "the opposite")
    try await t.expect(store.ordinals(Specimen.self, where: \.price == six), is: [], "6 cents")
    try await t.expect(
      store.ordinals(
        Specimen.self,
        where: \.fee ~= .between(Money(minorUnits: 0, currency: .eur), Money(minorUnits: 9, currency: .eur))),
      is: [2], "between amounts of one currency")
    try await t.expect(
      store.ordinals(Specimen.self, where: \.fee ~= .between(Money(minorUnits: 0, currency: .eur), six)), is: [],
      "between amounts of two currencies")
    try await t.expect(
      store.ordinals(Specimen.self, where: Filter(.compare("fee.currency", .equal, "JPY"))), is: [3], "a currency")
    try await t.expect(
      store.ordinals(Specimen.self, where: Filter(.compare("fee", .greater, .decimal(0)))), is: [0, 1, 2, 3],
      "a bare number")
    try await t.expect(
      store.ordinals(Specimen.self, where: Filter(.compare("fee.amount", .greaterOrEqual, 6))), is: [3],
      "amounts in main units")
  }
}

extension Trial {
  /// Expects that a store answers conditions as a model does, in records and in counts.
  func expect(
    _ store: any Store, answersAs model: PlainModel, _ filters: [FilterExpression], of type: RecordType
  ) async throws {
    try await store.read { store in
      for filter in filters {
        let query = RecordQuery(type, where: filter)
        let expected = model.identifiers(query).map(\.ordinal)
        do {
          expect(try await store.ordinals(query), is: expected, "\(type.entity) where \(filter)")
          let count = try await store.reading { try await $0.count(query) }
          expect(count, is: expected.count, "the count of \(type.entity) where \(filter)")
        } catch {
          fail("\(type.entity) where \(filter) threw \(error)")
        }
      }
    }
  }
}
