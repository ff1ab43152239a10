import CRMCore

/// Figures by groups, in an order.
enum GroupingChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("groups by every type of field, nothing first", groups),
    ConformanceCheck("groups by paths, nested values and several fields", severalGroups),
    ConformanceCheck("groups by periods of dates and instants", periods),
    ConformanceCheck("rows are ordered by groups and figures, and limited", order),
    ConformanceCheck("figures of records that meet a condition", conditions),
    ConformanceCheck("groups by what lies behind references of which some are out of sight", scopes),
  ]

  private static func groups(_ t: Trial) async throws {
    let (store, model) = try await OrderChecks.prepared(t)
    let type = Specimen.recordType
    let paths =
      type.fields[5...].filter { $0.type.element == $0.type }.map { FieldPath($0.name) } + [
        "company.name", "fee.amount", "fee.currency",
      ]
    for path in paths {
      let query = AggregateQuery(type, by: [Grouping(path)], measures: [.count, .sum("count"), .distinct("title")])
      let rows = try await store.reading { try await $0.aggregate(query) }
      try t.expect(rows, is: model.aggregate(query), "groups by \(path)")
    }
  }

  private static func severalGroups(_ t: Trial) async throws {
    let (store, model) = try await OrderChecks.prepared(t)
    let groupings: [[FieldPath]] = [
      ["level", "isActive"], ["company.name", "grade"], ["place.city", "place.position.y"],
      ["isVerified", "isVerified"],
      ["grade", "fee.currency", "title"], ["company", "level"], ["channel", "company.parent.name"],
    ]
    for paths in groupings {
      let query = AggregateQuery(
        Specimen.recordType, by: paths.map { Grouping($0) },
        measures: [.count, .minimum("wide"), .average("count"), .sum("ratio")])
      let rows = try await store.reading { try await $0.aggregate(query) }
      try t.expect(rows, is: model.aggregate(query), "groups by \(paths)")
    }
  }

  private static func scopes(_ t: Trial) async throws {
    var (store, model) = try await OrderChecks.prepared(t)
    for path in ["company", "company.name", "company.headcount"] as [FieldPath] {
      var query = AggregateQuery(Specimen.recordType, by: [Grouping(path)], measures: [.count, .distinct(path)])
      // An engine may be able to decide the first part alone.
      query.scope.visible["company"] = .and([
        .compare("name", .notEqual, "company 2"), .all("tags", .compare(.element, .notEqual, "gone")),
      ])
      model.visible = query.scope.visible
      let rows = try await store.reading { try await $0.aggregate(query) }
      try t.expect(rows, is: model.aggregate(query), "groups by \(path)")
    }
  }

  private static func periods(_ t: Trial) async throws {
    let store = try await t.store()
    let texts = ["2016-12-31", "2017-01-01", "2017-01-02", "2017-03-31", "2017-04-01", "2017-12-31"]
    try await store.insert(
      all: texts.enumerated().map { position, text in
        try Specimen(position) {
          $0.day = try CalendarDate(iso8601: text)
          $0.due = try CalendarDate(iso8601: text)
          $0.seen = try Instant(iso8601: "\(text)T23:59:59.999999Z")
        }
      } + [Specimen(10)])
    let calendar = store.environment.calendar
    let cases: [(DateGranularity, [(String?, Int64)])] = [
      (.year, [(nil, 1), ("2016", 1), ("2017", 5)]),
      (.quarter, [(nil, 1), ("2016-Q4", 1), ("2017-Q1", 3), ("2017-Q2", 1), ("2017-Q4", 1)]),
      (.month, [(nil, 1), ("2016-12", 1), ("2017-01", 2), ("2017-03", 1), ("2017-04", 1), ("2017-12", 1)]),
      (.week, [(nil, 1), ("2016-W52", 2), ("2017-W01", 1), ("2017-W13", 2), ("2017-W52", 1)]),
      (.day, [(nil, 1)] + texts.map { ($0, 1) }),
    ]
    for (granularity, expected) in cases {
      for path in ["day", "due", "seen"] as [FieldPath] {
        let rows = try await store.aggregate(
          Specimen.self, by: [Grouping(path, by: GroupingPeriod(granularity, in: calendar))], .count)
        t.expect(
          rows, is: expected.map { AggregateRow(group: [$0.0.map(AnyValue.text) ?? .null], values: [.integer($0.1)]) },
          "\(path) by \(granularity)")
      }
    }
    let persian = try ReportCalendar(
      .persian, timeZone: calendar.timeZone, firstWeekday: .saturday, fiscalYearStartMonth: 1)
    let rows = try await store.aggregate(
      Specimen.self, where: \.day != nil, by: [Grouping("day", by: GroupingPeriod(.month, in: persian))], .count)
    t.expect(rows.map(\.group), is: [["1395-10"], ["1396-01"], ["1396-10"]], "days by Persian months")
  }

  private static func order(_ t: Trial) async throws {
    let (store, model) = try await OrderChecks.prepared(t)
    let orders: [[AggregateSort]] = [
      [], [AggregateSort(.measure(0), isDescending: true)], [AggregateSort(.measure(1))],
      [AggregateSort(.group(0), isDescending: true)],
      [AggregateSort(.group(1)), AggregateSort(.measure(1), isDescending: true)],
      [AggregateSort(.measure(2), isDescending: true)],
    ]
    for sort in orders {
      for limit in [nil, 0, 1, 3, 100] as [Int?] {
        let query = AggregateQuery(
          Specimen.recordType, by: [Grouping("title"), Grouping("grade")],
          measures: [.count, .sum("wide"), .minimum("note")], sort: sort,
          limit: limit)
        let rows = try await store.reading { try await $0.aggregate(query) }
        try t.expect(
          rows, is: model.aggregate(query), "rows ordered by \(sort.map { "\($0)" }), at most \(limit ?? -1)")
      }
    }
  }

  private static func conditions(_ t: Trial) async throws {
    let (store, model) = try await OrderChecks.prepared(t)
    let filters: [FilterExpression] = [
      .compare("wide", .greater, 0), .compare("company.name", .equal, "company 2"), .compare("note", .equal, .null),
      .compare("id", .equal, .reference(.number(3))),
      .or([.compare("wide", .equal, 1), .compare("grade", .equal, "low")]),
    ]
    for filter in filters {
      for groups in [[], [Grouping("level")], [Grouping("wide")]] as [[Grouping]] {
        let query = AggregateQuery(
          Specimen.recordType, where: filter, by: groups,
          measures: [.count, .sum("count"), .maximum("title"), .average("wide"), .median("count")])
        let rows = try await store.reading { try await $0.aggregate(query) }
        try t.expect(rows, is: model.aggregate(query), "figures where \(filter), grouped by \(groups.map(\.path))")
      }
    }
  }
}
