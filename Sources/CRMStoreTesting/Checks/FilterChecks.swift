import CRMCore

/// Conditions mean the same on every store.
enum FilterChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("every operator on every type of field does what it says", everyOperator),
    ConformanceCheck("and, or and not", combinations),
    ConformanceCheck("paths across references to any depth", paths),
    ConformanceCheck("a path from a record to itself", selfReference),
    ConformanceCheck("fields of nested values are fields", nestedValues),
    ConformanceCheck("money orders only within its currency", money),
    ConformanceCheck("text tests look for the characters as they are written", textTests),
    ConformanceCheck("between includes both ends, and is empty when they are the wrong way around", between),
    ConformanceCheck("in a set of values: empty, with nothing, with many", sets),
    ConformanceCheck("conditions on several fields of one index", compoundIndex),
    ConformanceCheck("a period relative to now moves with the clock", relativePeriods),
  ]

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
  private static func prepared(_ t: Trial) async throws -> (any Store, PlainModel) {
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

  private static func textTests(_ t: Trial) async throws {
    let store = try await t.store()
    let texts = ["100%", "100_", "100 percent", "a\\b", "a'b", "[ab]", "*", "résumé", "Résumé", "", "a\nb", "😀😀"]
    try await store.insert(
      all: texts.enumerated().map { position, text in
        Specimen(position) {
          $0.title = text
          $0.note = text
        }
      })
    let parts = ["%", "_", "100%", "0_", "\\", "'", "[a", "*", "é", "e", "R", "sum", "", "\n", "😀", "a%b", "a_b", "ab"]
    for part in parts {
      let scalars = Array(part.unicodeScalars)
      func contains(_ text: String) -> Bool {
        PlainModel.passes(PlainModel.bytes(text), .contains, PlainModel.bytes(part))
      }
      let name = part.debugDescription
      try await t.expect(
        store.ordinals(Specimen.self, where: \.title ~= .contains(part)),
        is: texts.indices.filter { contains(texts[$0]) },
        "containing \(name)")
      for field in [\.note as KeyPath<Specimen, String?>] {
        try await t.expect(
          store.ordinals(Specimen.self, where: field ~= .hasPrefix(part)),
          is: texts.indices.filter { texts[$0].unicodeScalars.starts(with: scalars) },
          "beginning with \(name), by an index")
      }
      try await t.expect(
        store.ordinals(Specimen.self, where: \.title ~= .hasPrefix(part)),
        is: texts.indices.filter { texts[$0].unicodeScalars.starts(with: scalars) }, "beginning with \(name)")
      try await t.expect(
        store.ordinals(Specimen.self, where: \.title ~= .hasSuffix(part)),
        is: texts.indices.filter { texts[$0].unicodeScalars.reversed().starts(with: scalars.reversed()) },
        "ending with \(name)")
    }
  }

  private static func between(_ t: Trial) async throws {
    let (store, model) = try await prepared(t)
    let filters: [FilterExpression] = [
      .between("wide", -1, 1), .between("wide", 1, -1), .between("wide", 2, 2), .between("count", -1, 1),
      .between("note", "A", "ab"),
      .between("title", "b", "a"),
      .between("due", .date(try CalendarDate(daysSince1970: -400)), .date(try CalendarDate(daysSince1970: 0))),
      .between("factor", .decimal(try ExactDecimal("-0.25")), .decimal(2)),
      .between("pause", .duration(.zero), .duration(.seconds(2))),
      .between("company.headcount", 1, 2), .between("grade", "low", "medium"),
    ]
    try await t.expect(store, answersAs: model, filters + filters.map { .not($0) }, of: Specimen.recordType)
  }

  private static func sets(_ t: Trial) async throws {
    let (store, model) = try await prepared(t)
    let many = (0..<5000).map { AnyValue.integer(Int64($0 * 3 - 6000)) }
    let references = (0..<10).map { AnyValue.reference(.number($0)) }
    let filters: [FilterExpression] = [
      .isIn("wide", []), .isIn("wide", [.null]), .isIn("wide", [1, 1, .null, 1]), .isIn("wide", many),
      .isIn("count", many),
      .isIn("note", ["a", "é", "none"]), .isIn("company", references), .isIn("company", [.null]),
      .isIn("id", references + references),
      .isIn("id", []), .isIn("level", ["low", "high"]), .isIn("isVerified", [true, .null]),
      .isIn("company.name", ["company 2", .null]),
    ]
    try await t.expect(store, answersAs: model, filters + filters.map { .not($0) }, of: Specimen.recordType)
  }

  private static func compoundIndex(_ t: Trial) async throws {
    let store = try await t.store()
    let companies = (0..<24).map { number in
      Company(number) {
        $0.name = "company"
        $0.region = number % 4 == 0 ? nil : "region \(number % 3)"
        $0.number = number
        $0.headcount = number % 5 == 0 ? nil : number % 6
      }
    }
    var model = PlainModel(store.catalog)
    try await store.insert(all: companies)
    try model.put(companies)
    let filters: [FilterExpression] = [
      .compare("region", .equal, "region 1") && .compare("headcount", .greater, 2),
      .compare("region", .equal, "region 1") && .compare("headcount", .equal, .null),
      .compare("region", .equal, .null) && .compare("headcount", .equal, 2), .compare("region", .greater, "region 0"),
      .compare("region", .equal, "region 2") && .compare("number", .equal, 5), .compare("region", .equal, "region 9"),
      .compare("number", .equal, 5), .compare("headcount", .less, 3) && .compare("region", .notEqual, "region 1"),
    ]
    try await t.expect(store, answersAs: model, filters, of: Company.recordType)
    let sort: [SortTerm] = [.ascending("region"), .ascending("headcount")]
    let query = RecordQuery(Company.recordType, sort: sort)
    try await t.expect(store.ordinals(query), is: model.identifiers(query).map(\.ordinal), "in the order of an index")
  }

  private static func relativePeriods(_ t: Trial) async throws {
    let store = try await t.store()
    let calendar = store.environment.calendar
    let today = try calendar.date(of: store.environment.clock())
    try await store.insert(
      all: (-3...3).map { offset in
        try Specimen(offset + 3) {
          $0.day = try today.adding(days: offset)
          $0.due = try today.adding(days: offset)
          $0.seen = try calendar.instants(of: today.adding(days: offset)..<today.adding(days: offset + 1)).lowerBound
        }
      } + [Specimen(10)])
    for (period, expected) in [(.today, [3]), (.last(3, .days), [1, 2, 3]), (.next(2, .days), [3, 4])]
      as [(RelativePeriod, [Int])]
    {
      try await t.expect(
        store.ordinals(Specimen.self, where: \.day ~= .isDuring(period)), is: expected, "days in \(period)")
      try await t.expect(
        store.ordinals(Specimen.self, where: \.due ~= .isDuring(period)), is: expected, "indexed days in \(period)")
      try await t.expect(
        store.ordinals(Specimen.self, where: \.seen ~= .isDuring(period)), is: expected, "instants in \(period)")
    }
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
