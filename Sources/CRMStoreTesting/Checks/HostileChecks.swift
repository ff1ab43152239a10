import CRMCore

/// Names and values that somebody chose to do harm.
enum HostileChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("names that are no fields are typed errors with suggestions", names),
    ConformanceCheck("hostile names in orders, groups and figures are errors too", otherNames),
    ConformanceCheck("hostile values are values", values),
    ConformanceCheck("values of another type are typed errors", types),
    ConformanceCheck("conditions that are nested too deep are refused", depth),
  ]

  private static let hostile = [
    "", ".", "..", "title.", ".title", "title..x", "title'; DROP TABLE specimen; --", "title\" OR \"1\"=\"1", "title\0",
    "titl", "TITLE", " title",
    "title ", "1", "*", "%", "specimen.title", "company.", "company.nothing", "it", "тitle", "$1", "?", "rowid", "oid",
    "ctid", "_rowid_",
    "xmin", "data", "revision.x", "price.cents", "price.amount.x", "tags.x", "company.company", "createdAt.year",
  ]

  private static func names(_ t: Trial) async throws {
    let store = try await t.store()
    let specimen = try await store.insert(Specimen(1) { $0.title = "untouched" })
    for name in hostile + [String(repeating: "company.", count: 500) + "name", String(repeating: "x", count: 100_000)] {
      for filter in [.compare(FieldPath(name), .equal, "x"), .compare(FieldPath(name), .equal, .null)]
        as [FilterExpression]
      {
        await t.expect("a condition on \(name.prefix(40).debugDescription)", throws: { $0 is FilterError }) {
          _ = try await store.count(Specimen.self, where: Filter(filter))
        }
      }
    }
    await t.expect(
      throws: FilterError.unknownField("titl", entity: "specimen", suggestions: ["title"]), "a name that is misspelt"
    ) {
      _ = try await store.fetch(Specimen.self, where: Filter(.compare("titl", .equal, "x")))
    }
    try await t.expect(store.fetch(Specimen.self), is: [specimen], "what is stored")
  }

  private static func otherNames(_ t: Trial) async throws {
    let store = try await t.store()
    let specimen = try await store.insert(Specimen(1) { $0.title = "untouched" })
    for name in hostile {
      let path = FieldPath(name)
      await t.expect("an order by \(name.debugDescription)", throws: { _ in true }) {
        _ = try await store.fetch(Specimen.self, sort: .ascending(path))
      }
      await t.expect("a group by \(name.debugDescription)", throws: { _ in true }) {
        _ = try await store.aggregate(Specimen.self, by: [Grouping(path)], .count)
      }
      await t.expect("the greatest \(name.debugDescription)", throws: { _ in true }) {
        _ = try await store.aggregate(Specimen.self, .maximum(path))
      }
    }
    try await t.expect(store.fetch(Specimen.self), is: [specimen], "what is stored")
  }

  private static func values(_ t: Trial) async throws {
    let store = try await t.store()
    let texts = [
      "'; DROP TABLE specimen; --", "\" OR \"\" = \"", "' OR '1'='1", "\\'; --", "%", "_", "\\", "\\\\", "$1", "?1",
      ":a", "@a", "${x}", "{{x}}", "NULL",
      "\u{1A}", "x' || 'y", "); DELETE FROM specimen; --", "\u{FFFF}", String(repeating: "'", count: 2000),
    ]
    try await store.insert(
      all: texts.enumerated().map { position, text in
        Specimen(position) {
          $0.title = text
          $0.note = text
          $0.tags = [text]
        }
      })
    for (position, text) in texts.enumerated() {
      let name = text.prefix(30).debugDescription
      try await t.expect(store.ordinals(Specimen.self, where: \.title == text), is: [position], "equal to \(name)")
      try await t.expect(store.ordinals(Specimen.self, where: \.note ~= .isIn([text])), is: [position], "among \(name)")
      try await t.expect(
        store.ordinals(Specimen.self, where: \.tags ~= .any { $0.value == text }), is: [position],
        "any equal to \(name)")
      let containing = texts.indices.filter { texts[$0].unicodeScalars.contains(Array(text.unicodeScalars)) }
      try await t.expect(
        store.ordinals(Specimen.self, where: \.title ~= .contains(text)), is: containing, "containing \(name)")
    }
    try await t.expect(store.count(Specimen.self), is: texts.count, "the count of all")
  }

  private static func types(_ t: Trial) async throws {
    let store = try await t.store()
    let filters: [FilterExpression] = [
      .compare("count", .equal, "1"), .compare("title", .equal, 1), .compare("isActive", .equal, 1),
      .compare("day", .equal, "2024-02-30"),
      .compare("moment", .equal, "yesterday"), .compare("price", .equal, "1.00 XYZW"),
      .compare("company", .equal, "not a UUID"),
      .compare("level", .equal, "lowest"), .compare("company", .less, .reference(.number(1))),
      .text("count", .contains, "1"),
      .during("title", .today), .compare("span", .equal, 5), .compare("ratio", .equal, "1e999"),
      .compare("number", .equal, .number(.nan)),
      .compare("title", .equal, .list([])), .compare("title", .equal, .group([:])), .isIn("count", [1, "2"]),
      .between("count", 1, "2"),
    ]
    for filter in filters {
      await t.expect("\(filter)", throws: { $0 is FilterError }) {
        _ = try await store.count(Specimen.self, where: Filter(filter))
      }
    }
  }

  private static func depth(_ t: Trial) async throws {
    let store = try await t.store()
    for depth in [FilterExpression.maximumDepth + 1, 5000] {
      let filter = (0..<depth).reduce(FilterExpression.compare("count", .equal, 1)) { filter, _ in .not(filter) }
      await t.expect(throws: FilterError.tooDeep, "conditions nested \(depth) deep") {
        _ = try await store.count(Specimen.self, where: Filter(filter))
      }
    }
  }
}
