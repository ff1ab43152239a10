import CRMCore

/// Custom fields: definitions are records; validated, filterable, sortable, reportable.
enum CustomFieldChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("values of every kind come back as they were written", roundTrip),
    ConformanceCheck("values are validated, every problem at once", validation),
    ConformanceCheck("definitions are validated", definitions),
    ConformanceCheck("custom fields are filtered like any other", filters),
    ConformanceCheck("custom fields are sorted and paged like any other", order),
    ConformanceCheck("custom fields are reported like any other", figures),
    ConformanceCheck("custom fields are found behind references", paths),
    ConformanceCheck("a definition counts from its transaction on, and not when that is undone", transactions),
    ConformanceCheck("values outlive their definition", deletedDefinition),
  ]

  /// Defines a field of every kind for a company.
  @discardableResult
  static func define(_ store: any Store) async throws -> [CustomField] {
    try await store.insert(
      all: CustomField.Kind.allCases.enumerated().map { position, kind in
        CustomField(100 + position) {
          $0.subject = "company"
          $0.name = kind.rawValue + "Field"
          $0.kind = kind
          $0.choices = kind == .choice ? ["gold", "silver"] : []
        }
      })
  }

  private static func values() throws -> CustomValues {
    [
      "textField": "a text", "integerField": -5, "decimalField": .decimal(try ExactDecimal("0.000000000000000001")),
      "numberField": .number(0.1),
      "booleanField": false, "moneyField": .money(Money(minorUnits: 5, currency: .eur)),
      "dateField": .date(try CalendarDate(iso8601: "2024-02-29")),
      "instantField": .instant(Instant(microsecondsSince1970: -1)), "durationField": .duration(.microseconds(7)),
      "choiceField": "gold",
      "textsField": .list(["b", "a", "b"]),
    ]
  }

  private static func roundTrip(_ t: Trial) async throws {
    let store = try await t.store()
    try await define(store)
    let company = try await store.insert(
      Company(1) {
        $0.name = "Acme"
        $0.custom = try values()
      })
    try await t.expect(store.get(company.id), is: company, "the record")
    try await t.expect(store.fetch(Company.self).first?.custom, is: values(), "its values")
    let updated = try await store.update(company.id) {
      $0.custom["textField"] = "e\u{301}"
      $0.custom["integerField"] = .null
      $0.custom["textsField"] = .list([])
      $0.custom["numberField"] = .number(-0.0)
    }
    guard case .text(let text) = updated.custom["textField"] else { return t.fail("the text is gone") }
    t.expect(Array(text.utf8), is: Array("é".utf8), "the bytes of a text, in NFC")
    t.expect(updated.custom["integerField"], is: .null, "a value that was taken away")
    t.expect(updated.custom.names.contains("integerField"), is: false, "whether it is still named")
    if case .number(let number) = updated.custom["numberField"] {
      t.expect(number.sign, is: .plus, "the sign of a stored -0")
    }
    try await t.expect(store.get(company.id), is: updated, "the record after an update")
  }

  private static func validation(_ t: Trial) async throws {
    let store = try await t.store()
    try await define(store)
    try await store.insert(
      CustomField(1) {
        $0.subject = "company"
        $0.name = "needed"
        $0.isRequired = true
      })
    await t.expect(
      "a company with wrong values",
      throws: { error in
        guard case .invalid(_, let problems)? = error as? RecordError else { return false }
        return problems.map(\.field).sorted()
          == ["choiceField", "integerField", "name", "needed", "numberField", "textField", "unknown"]
      }
    ) {
      try await store.insert(
        Company(1) {
          $0.name = "a\0"
          $0.custom = [
            "integerField": "1", "choiceField": "bronze", "unknown": 1, "dateField": .null, "textField": "a\0",
            "numberField": .number(.nan),
          ]
        })
    }
    try await t.expect(store.count(Company.self), is: 0, "the companies after a refusal")
    try await store.insert(
      Company(1) {
        $0.name = "Acme"
        $0.custom["needed"] = "here"
      })
    await t.expect(invalid: ["needed"], "taking a required value away") {
      try await store.update(Company.ID.number(1)) { $0.custom = [:] }
    }
  }

  private static func definitions(_ t: Trial) async throws {
    let store = try await t.store()
    let cases: [(String, String, CustomField.Kind, [String])] = [
      ("nothing", "tier", .text, ["subject"]), ("jot", "tier", .text, ["subject"]),
      ("company", "name", .text, ["name"]),
      ("company", "1st", .text, ["name"]), ("company", "a b", .text, ["name"]), ("company", "a.b", .text, ["name"]),
      ("company", "x'; --", .text, ["name"]), ("company", "tier", .choice, ["choices"]),
    ]
    for (position, (subject, name, kind, fields)) in cases.enumerated() {
      await t.expect(
        "a definition of \(subject).\(name)",
        throws: { error in
          guard case .invalid(_, let problems)? = error as? RecordError else { return false }
          return Set(problems.map(\.field)) == Set(fields)
        }
      ) {
        try await store.insert(
          CustomField(position) {
            $0.subject = subject
            $0.name = name
            $0.kind = kind
          })
      }
    }
    func definition(_ number: Int, _ subject: String) -> CustomField {
      CustomField(number) {
        $0.subject = subject
        $0.name = "tier"
      }
    }
    try await store.insert(all: [definition(20, "company"), definition(21, "person")])
    let key = CustomField.ID.number(22).key
    await t.expect(
      throws: StoreError.duplicate(key, fields: ["subject", "name"], other: CustomField.ID.number(20).key),
      "a second of the name"
    ) { try await store.insert(definition(22, "company")) }
  }

  private static func prepared(_ t: Trial) async throws -> (any Store, PlainModel) {
    let store = try await t.store()
    var model = PlainModel(store.catalog)
    try model.put(await define(store))
    let tiers: [AnyValue] = ["gold", .null, "silver", "gold", .null, "silver"]
    let companies = try (0..<6).map { number in
      try Company(number) {
        $0.name = "company \(number)"
        $0.custom["choiceField"] = tiers[number]
        $0.custom["integerField"] = number == 3 ? .null : .integer(Int64(number % 3 - 1))
        $0.custom["textField"] = number < 2 ? .null : .text(["é", "e", "", "Z"][number - 2])
        $0.custom["decimalField"] = number == 0 ? .null : .decimal(try ExactDecimal("\(number).5"))
        $0.custom["moneyField"] = number == 5 ? .null : .money(Money(minorUnits: Int64(number), currency: .usd))
        $0.custom["dateField"] = number == 4 ? .null : .date(try CalendarDate(daysSince1970: -number))
        $0.custom["textsField"] = .list(number % 2 == 0 ? ["a", .text("\(number)")] : [])
        $0.custom["booleanField"] = number < 2 ? .null : .boolean(number < 4)
      }
    }
    try await store.insert(all: companies)
    try model.put(companies)
    return (store, model)
  }

  private static func filters(_ t: Trial) async throws {
    let (store, model) = try await prepared(t)
    let filters: [FilterExpression] = [
      .compare("choiceField", .equal, "gold"), .compare("choiceField", .notEqual, "gold"),
      .compare("choiceField", .equal, .null),
      .compare("integerField", .less, 1), .compare("integerField", .greaterOrEqual, 0),
      .isIn("integerField", [0, .null]),
      .between("integerField", -1, 0), .text("textField", .hasPrefix, "e"), .text("textField", .contains, ""),
      .compare("textField", .less, "a"),
      .compare("textField", .equal, "é"), .matches("textField", "E"),
      .compare("decimalField", .greater, .decimal(try ExactDecimal("2.5"))),
      .compare("moneyField", .greater, .money(Money(minorUnits: 2, currency: .usd))),
      .compare("moneyField", .greater, .money(Money(minorUnits: 0, currency: .eur))),
      .compare("moneyField.currency", .equal, "USD"),
      .compare("dateField", .less, .date(try CalendarDate(daysSince1970: -1))),
      .any("textsField", .compare("it", .equal, "a")), .all("textsField", .compare("it", .equal, "a")),
      .compare("booleanField", .equal, true),
      .compare("booleanField", .notEqual, true),
      .and([.compare("choiceField", .equal, "gold"), .compare("name", .notEqual, "company 0")]),
    ]
    try await t.expect(store, answersAs: model, filters + filters.map { .not($0) }, of: Company.recordType)
    let typed = try await store.fetch(Company.self) { $0.custom("integerField", as: Int.self) < 1 }
    t.expect(typed.count, is: model.rows(Company.recordType, where: filters[3]).count, "the same, typed")
    await t.expect("a value of another type", throws: { $0 is FilterError }) {
      _ = try await store.count(Company.self, where: Filter(.compare("integerField", .equal, "x")))
    }
    await t.expect(
      throws: FilterError.unknownField("choiceFeld", entity: "company", suggestions: ["choiceField"]), "a misspelt name"
    ) { _ = try await store.count(Company.self, where: Filter(.compare("choiceFeld", .equal, "gold"))) }
  }

  private static func order(_ t: Trial) async throws {
    let (store, model) = try await prepared(t)
    for name in ["choiceField", "integerField", "textField", "decimalField", "moneyField", "dateField", "booleanField"]
    {
      for isDescending in [false, true] {
        let sort = [SortTerm(FieldPath(name), isDescending: isDescending)]
        let expected = model.identifiers(RecordQuery(Company.recordType, sort: sort)).map(\.ordinal)
        try await t.expect(store.ordinals(RecordQuery(Company.recordType, sort: sort)), is: expected, sort.text)
        var pages: [Int] = []
        var cursor: RecordCursor?
        repeat {
          let page = try await store.page(Company.self, order: sort, limit: 2, after: cursor)
          pages += page.records.ordinals
          cursor = page.next
        } while cursor != nil && pages.count < 100
        t.expect(pages, is: expected, "pages of 2, \(sort.text)")
      }
    }
  }

  private static func figures(_ t: Trial) async throws {
    let (store, model) = try await prepared(t)
    let queries = [
      AggregateQuery(
        Company.recordType, by: [Grouping("choiceField")],
        measures: [.count, .sum("integerField"), .maximum("textField")]),
      AggregateQuery(Company.recordType, by: [Grouping("integerField"), Grouping("booleanField")], measures: [.count]),
      AggregateQuery(
        Company.recordType,
        measures: [
          .sum("integerField"), .average("decimalField"), .sum("moneyField"), .median("integerField"),
          .distinct("choiceField"),
        ]),
    ]
    for query in queries {
      let rows = try await store.reading { try await $0.aggregate(query) }
      let expected = try model.aggregate(query)
      t.expect(rows, is: expected, "figures by \(query.groups.map(\.path))")
    }
  }

  private static func paths(_ t: Trial) async throws {
    let (store, _) = try await prepared(t)
    try await store.insert(
      all: (0..<4).map { number in
        Person(number) {
          $0.name = "person \(number)"
          $0.employer = number == 3 ? nil : .number(number)
        }
      })
    let gold = Filter<Person>(.compare("employer.choiceField", .equal, "gold"))
    try await t.expect(store.ordinals(Person.self, where: gold), is: [0], "by a value behind a reference")
    try await t.expect(store.ordinals(Person.self, where: !gold), is: [1, 2, 3], "the opposite")
    try await t.expect(
      store.ordinals(Person.self, sort: .descending("employer.choiceField")), is: [2, 0, 1, 3], "in its order")
    let rows = try await store.aggregate(Person.self, by: [Grouping("employer.choiceField")], .count)
    t.expect(rows.map(\.group), is: [[.null], ["gold"], ["silver"]], "in groups")
  }

  private static func transactions(_ t: Trial) async throws {
    let store = try await t.store()
    let tier = CustomField(1) {
      $0.subject = "company"
      $0.name = "tier"
    }
    let byTier = Filter<Company>(.compare("tier", .equal, "gold"))
    await t.expect(throws: Stop(), "a body that throws") {
      try await store.write { store in
        try await store.insert(tier)
        try await store.insert(
          Company(1) {
            $0.name = "Acme"
            $0.custom["tier"] = "gold"
          })
        try await t.expect(store.count(Company.self, where: byTier), is: 1, "the count inside the transaction")
        throw Stop()
      }
    }
    await t.expect("a field whose definition was undone", throws: { $0 is FilterError }) {
      _ = try await store.count(Company.self, where: byTier)
    }
    await t.expect(invalid: ["tier"], "a value of it") {
      try await store.insert(
        Company(1) {
          $0.name = "Acme"
          $0.custom["tier"] = "gold"
        })
    }
    try await store.insert(Company(2) { $0.name = "older" })
    try await store.insert(tier)
    try await t.expect(
      store.ordinals(Company.self, where: !byTier), is: [2], "records that are older than the definition")
  }

  private static func deletedDefinition(_ t: Trial) async throws {
    let (store, _) = try await prepared(t)
    let definition = try await store.first(CustomField.self, where: \.name == "choiceField")
    guard let definition else { return t.fail("no definition") }
    try await store.delete(definition.id)
    try await t.expect(
      store.get(Company.ID.number(0)).custom["choiceField"], is: "gold", "a value without its definition")
    try await t.expect(
      store.update(Company.ID.number(0)) { $0.name = "renamed" }.custom["choiceField"], is: "gold",
      "the same after an update")
    await t.expect(invalid: ["choiceField"], "another value of it") {
      try await store.update(Company.ID.number(0)) { $0.custom["choiceField"] = "silver" }
    }
    await t.expect("a condition on it", throws: { $0 is FilterError }) {
      _ = try await store.count(Company.self, where: Filter(.compare("choiceField", .equal, "gold")))
    }
  }
}
