import CRMCore

/// Operators beyond comparison, and conditions that several fields of an index answer.
enum OperatorChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("text tests look for the characters as they are written", textTests),
    ConformanceCheck("between includes both ends, and is empty when they are the wrong way around", between),
    ConformanceCheck("in a set of values: empty, with nothing, with many", sets),
    ConformanceCheck("conditions on several fields of one index", compoundIndex),
    ConformanceCheck("a period relative to now moves with the clock", relativePeriods),
  ]

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
    let (store, model) = try await FilterChecks.prepared(t)
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
    let (store, model) = try await FilterChecks.prepared(t)
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
