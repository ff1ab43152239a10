import CRMCore
import Foundation
import Testing

@Suite("Aggregates")
struct AggregateQueryTests {
  @Test("Groups and figures agree with the plain model", arguments: 0..<6)
  func agreeWithModel(seed: UInt64) throws {
    var maker = WorldMaker(random: SplitMix64(seed: seed))
    var world = try maker.world(trades: 50)
    if seed % 2 == 1 {
      world.scope.visible = ["trade": .compare("score", .lessOrEqual, 127), "house": .compare("floors", .notEqual, 2)]
    }
    var filters = FilterMaker(values: maker, houses: world.houses.map(\.id))
    let utc = ReportCalendar.gregorian(in: .gmt)
    let periods = [
      Grouping("due", by: GroupingPeriod(.quarter, in: utc)), Grouping("seen", by: GroupingPeriod(.day, in: utc)),
    ]
    let single = FilterMaker.tradeFields.filter { if case .list = $0.type { false } else { true } }
    for _ in 0..<12 {
      let filter = try maker.chance(2) ? .constant(true) : filters.filter(depth: 1)
      let groups = (0..<maker.random.next() % 3).map { _ in
        maker.chance(4) ? maker.pick(periods) : Grouping(FieldPath(maker.pick(single).path))
      }
      let measures: [Measure] = [
        .count, .distinct(FieldPath(maker.pick(single).path)), .sum("rank"), .average("rank"), .average("isHot"),
        .average("house.floors"), .median("points"), .percentile(try ExactDecimal("33.3"), "rank"),
        .minimum("title"), .maximum("seen"), .minimum("rate"), .maximum("weight"), .sum("house.floors"),
      ]
      let query = AggregateQuery(
        Trade.recordType, where: filter, by: groups, measures: measures, scope: world.scope)
      let expected = try AggregateModel(world: world).rows(query)
      let checked = try query.checked(in: world.catalog, at: World.now, calendar: utc)
      let found = try world.evaluator.aggregate(checked, candidates: world.trades)
      #expect(found == expected, "\(filter) by \(groups)")
    }
  }

  @Test("Decimals add up exactly, whatever their digits", arguments: 0..<5)
  func decimals(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let rates = try (0..<100).map { _ -> ExactDecimal? in
      if random.next() % 10 == 0 { return nil }
      let whole = Int64(bitPattern: random.next()) >> 20
      return try ExactDecimal("\(whole).\(random.next() % 1_000_000_000)")
    }
    let world = try World.of(rates, \.rate)
    let query = AggregateQuery(
      Trade.recordType,
      measures: [
        .sum("rate"), .average("rate"), .median("rate"), .percentile(90, "rate"), .minimum("rate"), .maximum("rate"),
      ])
    #expect(try world.aggregate(query.measures) == AggregateModel(world: world).rows(query))
  }

  @Test("Nothing has counts and sums of 0 and no other figures")
  func nothing() throws {
    let world = try World()
    let rows = try world.aggregate([
      .count, .distinct("title"), .sum("score"), .sum("rate"), .sum("weight"), .sum("length"), .sum("value"),
      .average("score"), .average("weight"), .average("rate"), .minimum("score"), .maximum("title"), .median("rate"),
      .median("weight"), .median("score"),
    ])
    #expect(
      rows == [
        AggregateRow(
          group: [],
          values: [
            0, 0, 0, .decimal(0), .number(0), .duration(.zero), .null, .null, .null, .null, .null, .null, .null, .null,
            .null,
          ])
      ])
    #expect(try world.aggregate(by: [Grouping("title")], [.count]).isEmpty)
  }

  @Test("Money adds up within one currency, and several are an error that names them")
  func money() throws {
    let dollars = try World.of(
      ["1.00 USD", "2.50 USD", "0.01 USD"].map { Optional.some(try Money(text: $0)) } + [nil], \.value)
    #expect(
      try dollars.aggregate([.sum("value"), .average("value"), .median("value"), .minimum("value"), .maximum("value")])
        .first?.values == [
          .money(try Money(text: "3.51 USD")), .amount(try ExactDecimal("1.17"), .usd), .amount(1, .usd),
          .money(try Money(text: "0.01 USD")), .money(try Money(text: "2.50 USD")),
        ])
    let mixed = try World.of(["1.00 USD", "2.50 EUR", "7 JPY"].map { Optional.some(try Money(text: $0)) }, \.value)
    let error = StoreError.mixedCurrencies(["EUR", "JPY", "USD"], path: "value")
    for measure in [Measure.sum("value"), .average("value"), .median("value"), .minimum("value"), .maximum("value")] {
      #expect(throws: error) { try mixed.aggregate([measure]) }
    }
    #expect(
      try mixed.aggregate(by: [Grouping("value.currency")], [.sum("value")]).map(\.values) == [
        [.money(try Money(text: "2.50 EUR"))], [.money(try Money(text: "7 JPY"))],
        [.money(try Money(text: "1.00 USD"))],
      ])
    #expect(
      try mixed.aggregate([.sum("value.amount"), .maximum("value.amount"), .maximum("value.currency")]).first?.values
        == [
          .decimal(try ExactDecimal("10.5")), .decimal(7), "USD",
        ])
  }

  @Test("An average is rounded half-even to four digits more than its field has")
  func averages() throws {
    #expect(
      try World.of([1, 1, 2], \.score).aggregate([.average("score")]).first?.values == [
        .decimal(ExactDecimal("1.3333"))
      ])
    // 20000.5 / 10000 lies in the middle between 2.0000 and 2.0001.
    let halves = try World.of([ExactDecimal("0.00001"), ExactDecimal("0.00002")].map(Optional.some), \.rate)
    #expect(try halves.aggregate([.average("rate")]).first?.values == [.decimal(ExactDecimal("0.000015"))])
    let cents = try World.of([1, 2, 2].map { Optional.some(Money(minorUnits: $0, currency: .usd)) }, \.value)
    #expect(try cents.aggregate([.average("value")]).first?.values == [.amount(ExactDecimal("0.016667"), .usd)])
    let lengths = try World.of([1, 2, 4, 4].map { Optional.some(Duration.microseconds($0)) }, \.length)
    // 2.75 and, of the first two, 1.5 microseconds.
    #expect(try lengths.aggregate([.average("length")]).first?.values == [.duration(.microseconds(3))])
    #expect(
      try World.of([1, 2].map { Optional.some(Duration.microseconds($0)) }, \.length)
        .aggregate([.average("length"), .median("length")]).first?.values == [
          .duration(.microseconds(2)), .duration(.microseconds(2)),
        ])
    #expect(
      try World.of([true, false, true, nil], \.isHot).aggregate([.average("isHot")]).first?.values
        == [.decimal(ExactDecimal("0.6667"))])
    #expect(
      try World.of([-1, -2], \.score).aggregate([.average("score"), .median("score")]).first?.values
        == [.decimal(ExactDecimal("-1.5")), .decimal(ExactDecimal("-1.5"))])
  }

  /// As `numpy.percentile(values, percent)` has them.
  @Test(
    "Percentiles are interpolated linearly, as numpy and Excel do",
    arguments: [
      ([1, 2, 3, 4], "25", "1.75"), ([1, 2, 3, 4], "50", "2.5"), ([15, 20, 35, 40, 50], "40", "29"),
      ([3, 1, 4, 1, 5, 9, 2, 6], "10", "1"), ([3, 1, 4, 1, 5, 9, 2, 6], "90", "6.9"),
      ([3, 1, 4, 1, 5, 9, 2, 6], "33.3", "2.331"), ([7], "99", "7"), ([10, -10], "0", "-10"), ([10, -10], "100", "10"),
      ([10, -10], "12.345678", "-7.5309"),
    ] as [([Int], String, String)])
  func percentiles(values: [Int], percent: String, expected: String) throws {
    let percent = try ExactDecimal(percent)
    let expected = try ExactDecimal(expected)
    #expect(
      try World.of(values, \.score).aggregate([.percentile(percent, "score")]).first?.values == [.decimal(expected)])
    let numbers = try World.of(values.map { Optional.some(Double($0)) }, \.weight)
    guard case .number(let number)? = try numbers.aggregate([.percentile(percent, "weight")]).first?.values.first else {
      Issue.record("no number")
      return
    }
    #expect(abs(number - Double(expected)) < 1e-4)
  }

  @Test("Percentiles of dates and instants are rounded down to whole days and microseconds")
  func percentilesInTime() throws {
    let days = try ["2024-01-01", "2024-01-04", "1960-01-01", "1960-01-02"].map { try CalendarDate(iso8601: $0) }
    #expect(
      try World.of(Array(days.prefix(2)), \.due).aggregate([.median("due")]).first?.values
        == [.date(CalendarDate(iso8601: "2024-01-02"))])
    #expect(
      try World.of(Array(days.suffix(2)), \.due).aggregate([.median("due")]).first?.values
        == [.date(CalendarDate(iso8601: "1960-01-01"))])
    let instants = [-4, -1].map { Optional.some(Instant(microsecondsSince1970: $0)) }
    #expect(
      try World.of(instants, \.seen).aggregate([.median("seen"), .average("seen")]).first?.values == [
        .instant(Instant(microsecondsSince1970: -3)), .instant(Instant(microsecondsSince1970: -2)),
      ])
  }

  @Test("The ends of a type's range are summed without overflow, unless the sum itself leaves it")
  func ranges() throws {
    #expect(
      try World.of([.max, .max, .min, .min], \.score).aggregate([.sum("score"), .average("score"), .median("score")])
        .first?.values == [-2, .decimal(ExactDecimal("-0.5")), .decimal(ExactDecimal("-0.5"))])
    #expect(throws: StoreError.overflow("the sum of score")) {
      try World.of([.max, 1], \.score).aggregate([.sum("score")])
    }
    let large = try ExactDecimal("99999999999999999999999999999999999999")
    #expect(
      try World.of([large, large, -large, -1], \.rate).aggregate([.sum("rate")]).first?.values
        == [.decimal(large - 1)])
    #expect(throws: StoreError.overflow("the sum of rate")) {
      try World.of([large, large], \.rate).aggregate([.sum("rate")])
    }
    #expect(try World.of([large, large], \.rate).aggregate([.average("rate")]).first?.values == [.decimal(large)])
    #expect(throws: StoreError.overflow("the average of rate")) {
      try World.of([large, large - 1], \.rate).aggregate([.average("rate")])
    }
    #expect(throws: StoreError.overflow("the sum of weight")) {
      try World.of([1e308, 1e308], \.weight).aggregate([.sum("weight")])
    }
    #expect(
      try World.of([-1.7e308, 1.7e308], \.weight).aggregate([.median("weight")]).first?.values == [.number(0)])
  }

  @Test("Sums of numbers hardly depend on the order of the rows")
  func compensation() throws {
    let values = [1, 1e100, 1, -1e100].map(Optional.some)
    #expect(try World.of(values, \.weight).aggregate([.sum("weight")]).first?.values == [.number(2)])
    #expect(try World.of(values.reversed(), \.weight).aggregate([.sum("weight")]).first?.values == [.number(2)])
  }

  @Test("Rows are in the order of their groups, or of their figures, up to a limit")
  func order() throws {
    let world = try World.of([3, nil, 1, 3, 1, 2], \.rank)
    func groups(_ sort: [AggregateSort], limit: Int? = nil) throws -> [AnyValue] {
      try world.aggregate(by: [Grouping("rank")], [.count], sort: sort, limit: limit).map { $0.group[0] }
    }
    #expect(try groups([]) == [.null, 1, 2, 3])
    #expect(try groups([AggregateSort(.group(0), isDescending: true)]) == [3, 2, 1, .null])
    #expect(try groups([AggregateSort(.measure(0), isDescending: true)]) == [1, 3, .null, 2])
    #expect(try groups([AggregateSort(.measure(0), isDescending: true)], limit: 2) == [1, 3])
    #expect(try groups([], limit: 0) == [])
  }

  @Test("Very many groups are kept apart")
  func manyGroups() throws {
    let world = try World.of((0..<5000).map { $0 * 7919 % 1250 }, \.score)
    let rows = try world.aggregate(by: [Grouping("score")], [.count, .sum("score")])
    #expect(rows == (0..<1250).map { AggregateRow(group: [.integer($0)], values: [4, .integer(4 * $0)]) })
  }

  @Test("Periods are those of the grouping's calendar and time zone, also where clocks are set back over midnight")
  func periods() throws {
    let havana = try #require(TimeZone(identifier: "America/Havana"))
    // On 3 November 2024 clocks went from 01:00 back to 00:00; on 10 March from 00:00 to 01:00.
    let instants = try [
      "2024-11-03T03:59:59Z", "2024-11-03T04:00:00Z", "2024-11-03T05:30:00Z", "2024-03-10T04:59:59Z",
      "2024-03-10T05:00:00Z",
    ].map { Optional.some(try Instant(iso8601: $0)) }
    let world = try World.of(instants + [nil], \.seen)
    let grouping = Grouping("seen", by: GroupingPeriod(.day, in: .gregorian(in: havana)))
    let rows = try world.aggregate(by: [grouping], [.count])
    #expect(rows.map(\.group) == [[.null], ["2024-03-09"], ["2024-03-10"], ["2024-11-02"], ["2024-11-03"]])
    #expect(rows.map(\.values) == [[1], [1], [1], [1], [2]])
  }

  @Test("Days that are counted twice, where clocks go back over midnight, stay in order")
  func repeatedMidnight() throws {
    // In Azores summer time ended on 27 October 2024 at 01:00, back to 00:00 of the same day; in Greenland (Scoresbysund) at 00:00, back to
    // 23:00 of the day before.
    let zone = try #require(TimeZone(identifier: "America/Scoresbysund"))
    let start = try Instant(iso8601: "2023-10-28T12:00:00Z").microsecondsSince1970
    let instants = (0..<48).map { Optional.some(Instant(microsecondsSince1970: start + $0 * 1_800_000_000)) }
    let calendar = ReportCalendar.gregorian(in: zone)
    let rows = try World.of(instants, \.seen).aggregate(
      by: [Grouping("seen", by: GroupingPeriod(.day, in: calendar))], [.count, .minimum("seen"), .maximum("seen")])
    #expect(rows.map(\.group) == [["2023-10-28"], ["2023-10-29"]])
    #expect(rows.reduce(0) { if case .integer(let count) = $1.values[0] { $0 + count } else { $0 } } == 48)
    let buckets = try calendar.buckets(
      .day, covering: CalendarDate(iso8601: "2023-10-28")..<CalendarDate(iso8601: "2023-10-30"))
    for row in rows {
      guard case .instant(let first) = row.values[1], case .instant(let last) = row.values[2] else { continue }
      #expect(buckets.index(containing: first).map { AnyValue.text(buckets[$0].label) } == row.group[0])
      #expect(buckets.index(containing: last).map { AnyValue.text(buckets[$0].label) } == row.group[0])
    }
  }

  @Test(
    "What has no such figure is refused with what has",
    arguments: [
      (.sum("title"), "sums are of"), (.sum("stage"), "sums are of"), (.sum("isHot"), "sums are of"),
      (.sum("due"), "sums are of"), (.average("title"), "averages are of"), (.median("stage"), "percentiles are of"),
      (.minimum("house"), "no minimum"), (.sum("sizes"), "several values"), (.distinct("tags"), "several values"),
      (.percentile(101, "score"), "0 to 100"), (.percentile(-1, "score"), "0 to 100"),
    ] as [(Measure, String)])
  func unfitMeasures(measure: Measure, advice: String) throws {
    let world = try World()
    let error = #expect(throws: StoreError.self) { try world.aggregate([measure]) }
    #expect(error?.description.contains(advice) == true, "\(String(describing: error))")
  }

  @Test("What records can't be grouped or sorted by is refused")
  func unfitGroups() throws {
    let world = try World()
    #expect(throws: StoreError.self) { try world.aggregate(by: [Grouping("tags")], [.count]) }
    #expect(throws: StoreError.self) { try world.aggregate(by: [Grouping("people")], [.count]) }
    #expect(throws: FilterError.notInTime("score", .integer)) {
      try world.aggregate(by: [Grouping("score", by: GroupingPeriod(.day, in: .gregorian(in: .gmt)))], [.count])
    }
    #expect(throws: FilterError.self) { try world.aggregate([.sum("scor")]) }
    #expect(throws: StoreError.self) { try world.aggregate([.count], sort: [AggregateSort(.measure(1))]) }
    #expect(throws: StoreError.self) { try world.aggregate([.count], sort: [AggregateSort(.group(0))]) }
    #expect(throws: StoreError.self) { try world.aggregate([.count], limit: -1) }
  }
}
