import CRMCore

/// Figures are exact, and alike on every store.
enum AggregateChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("empty input: count 0, sum 0, others nil", emptyInput),
    ConformanceCheck("nil values do not count, records do", nothing),
    ConformanceCheck("sums of every type that has one", sums),
    ConformanceCheck("sums beyond 64 bits, or 38 digits, are errors, and not before the end", overflow),
    ConformanceCheck(
      "averages are the exact sum over the exact count, rounded half-even to the field's scale plus four", averages),
    ConformanceCheck("distinct values are counted by their type's equality", distinct),
    ConformanceCheck("the smallest and the greatest of every type", extremes),
    ConformanceCheck("figures that make no sense are refused", refusals),
  ]

  private static func row(
    _ store: any Store, where filter: Filter<Specimen> = .all, _ measures: [Measure]
  ) async throws -> [AnyValue] {
    let query = AggregateQuery(Specimen.recordType, where: filter.expression, measures: measures)
    return try await store.reading { try await $0.aggregate(query) }.first?.values ?? []
  }

  private static func emptyInput(_ t: Trial) async throws {
    let store = try await t.store()
    let measures: [Measure] = [
      .count, .distinct("title"), .sum("count"), .sum("wide"), .sum("ratio"), .sum("number"), .sum("span"), .sum("fee"),
      .average("count"),
      .average("fee"), .minimum("title"), .maximum("day"), .median("count"), .percentile(90, "factor"),
      .average("isActive"),
    ]
    let expected: [AnyValue] = [
      0, 0, 0, 0, .decimal(0), .number(0), .duration(.zero), .null, .null, .null, .null, .null, .null, .null, .null,
    ]
    try await t.expect(row(store, measures), is: expected, "figures of no records")
    let groups = try await store.aggregate(Specimen.self, by: [Grouping("level")], .count)
    t.expect(groups, is: [], "groups of no records")
    try await store.insert(all: [Specimen(1), Specimen(2)])
    try await t.expect(
      row(store, where: \.count > 5, measures), is: expected, "figures of no record that meets a condition")
    let nothing: [Measure] = [
      .count, .distinct("note"), .sum("wide"), .sum("factor"), .sum("reading"), .sum("pause"), .sum("fee"),
      .average("wide"), .minimum("note"),
      .maximum("fee"), .median("reading"),
    ]
    let ofNothing: [AnyValue] = [2, 0, 0, .decimal(0), .number(0), .duration(.zero), .null, .null, .null, .null, .null]
    try await t.expect(row(store, nothing), is: ofNothing, "figures of records that hold nothing")
  }

  private static func nothing(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(
      all: (0..<6).map { number in
        Specimen(number) {
          $0.wide = number < 2 ? nil : Int64(number)
          $0.isVerified = number < 2 ? nil : number == 5
        }
      })
    let measures: [Measure] = [
      .count, .distinct("wide"), .sum("wide"), .average("wide"), .minimum("wide"), .median("wide"),
      .average("isVerified"),
    ]
    let expected: [AnyValue] = [
      6, 4, 14, .decimal(try ExactDecimal("3.5")), 2, .decimal(try ExactDecimal("3.5")),
      .decimal(try ExactDecimal("0.25")),
    ]
    try await t.expect(row(store, measures), is: expected, "figures over values and nothing")
  }

  private static func sums(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(
      all: (1...4).map { number in
        try Specimen(number) {
          $0.count = number * 10
          $0.wide = -Int64(number)
          $0.ratio = try ExactDecimal("0.1")
          $0.factor = try ExactDecimal("-0.000000000000000001")
          $0.number = Double(number) / 4
          $0.price = Money(minorUnits: Int64(number), currency: .bhd)
          $0.span = .microseconds(number)
          $0.place.position.x = number
        }
      })
    let measures: [Measure] = [
      .sum("count"), .sum("wide"), .sum("ratio"), .sum("factor"), .sum("number"), .sum("price"), .sum("span"),
      .sum("place.position.x"),
      .sum("price.amount"), .sum("revision"),
    ]
    let expected: [AnyValue] = [
      100, -10, .decimal(try ExactDecimal("0.4")), .decimal(try ExactDecimal("-0.000000000000000004")), .number(2.5),
      .money(Money(minorUnits: 10, currency: .bhd)), .duration(.microseconds(10)), 10,
      .decimal(try ExactDecimal("0.01")), 4,
    ]
    try await t.expect(row(store, measures), is: expected, "sums")
  }

  private static func overflow(_ t: Trial) async throws {
    let store = try await t.store()
    let most = try ExactDecimal("99999999999999999999999999999999999999")
    func specimen(_ number: Int, _ sign: Int64) throws -> Specimen {
      try Specimen(number) {
        $0.wide = sign * Int64.max
        $0.factor = sign < 0 ? try ExactDecimal(0).subtracting(most) : most
        $0.fee = Money(minorUnits: sign * Int64.max, currency: .usd)
        $0.pause = .microseconds(sign * Int64.max)
      }
    }
    try await store.insert(all: [specimen(1, 1), specimen(2, 1)])
    for path in ["wide", "factor", "fee", "pause"] as [FieldPath] {
      await t.expect("the sum of \(path)", throws: { if case .overflow? = $0 as? StoreError { true } else { false } }) {
        _ = try await row(store, [.sum(path)])
      }
    }
    let averages = try await row(store, [.average("wide"), .average("factor"), .maximum("fee"), .average("pause")])
    let expected: [AnyValue] = [
      .decimal(ExactDecimal(Int64.max)), .decimal(most), .money(Money(minorUnits: .max, currency: .usd)),
      .duration(.microseconds(Int64.max)),
    ]
    t.expect(averages, is: expected, "averages of the greatest values")
    try await store.insert(all: [specimen(3, -1), specimen(4, -1)])
    let zero: [AnyValue] = [0, .decimal(0), .money(Money.zero(.usd)), .duration(.zero)]
    try await t.expect(
      row(store, [.sum("wide"), .sum("factor"), .sum("fee"), .sum("pause")]), is: zero, "sums that come back into range"
    )
  }

  private static func averages(_ t: Trial) async throws {
    let store = try await t.store()
    func average(_ values: [Int], _ expected: String) async throws {
      let offset = try await store.count(Specimen.self)
      let title = "\(values)"
      try await store.insert(
        all: values.enumerated().map { position, value in
          Specimen(offset + position) {
            $0.title = title
            $0.count = value
            $0.price = Money(minorUnits: Int64(value), currency: .usd)
            $0.span = .microseconds(value)
          }
        })
      let row = try await row(store, where: \.title == title, [.average("count"), .average("price")])
      let amount = try ExactDecimal(expected).multiplied(by: ExactDecimal("0.01"))
      t.expect(row.first, is: .decimal(try ExactDecimal(expected)), "the average of \(values)")
      t.expect(row.last, is: .amount(amount, .usd), "the average of \(values) cents")
    }
    try await average([1, 2], "1.5")
    try await average([1, 1, 2], "1.3333")
    try await average([1, 2, 2], "1.6667")
    try await average([-1, -2, -2], "-1.6667")
    // A half in the fifth place goes to the even neighbour.
    try await average([1] + Array(repeating: 0, count: 31), "0.0312")
    try await average([3] + Array(repeating: 0, count: 31), "0.0938")
    try await average([-1] + Array(repeating: 0, count: 31), "-0.0312")
    let other = try await t.store(seed: 2)
    try await other.insert(
      all: ["0.25", "0.5", "1"].enumerated().map { position, text in
        try Specimen(position) {
          $0.factor = try ExactDecimal(text)
          $0.reading = Double(position)
          $0.pause = .microseconds(position * position)
        }
      })
    let figures: [AnyValue] = [.decimal(try ExactDecimal("0.583333")), .number(1), .duration(.microseconds(2))]
    try await t.expect(
      row(other, [.average("factor"), .average("reading"), .average("pause")]), is: figures, "averages of other types")
  }

  private static func distinct(_ t: Trial) async throws {
    let store = try await t.store()
    let texts = ["é", "e\u{301}", "É", "e", "", " "]
    try await store.insert(
      all: texts.enumerated().map { position, text in
        try Specimen(position) {
          $0.title = text
          $0.note = position == 5 ? nil : text
          $0.ratio = try ExactDecimal(position < 3 ? "1.50" : "1.5")
          $0.number = position == 0 ? -0.0 : 0
          $0.price = Money(minorUnits: 1, currency: position < 3 ? .usd : .eur)
          $0.level = position < 2 ? .low : .high
        }
      })
    let measures: [Measure] = [
      .distinct("title"), .distinct("note"), .distinct("ratio"), .distinct("number"), .distinct("price"),
      .distinct("level"),
      .distinct("id"), .distinct("price.currency"), .distinct("company.name"),
    ]
    try await t.expect(row(store, measures), is: [5, 4, 1, 1, 2, 2, 6, 2, 0], "counts of different values")
  }

  private static func extremes(_ t: Trial) async throws {
    let (store, model) = try await OrderChecks.prepared(t)
    let type = Specimen.recordType
    let paths =
      type.fields[5...].filter { $0.type.isOrdered && $0.type != .money }.map { FieldPath($0.name) } + [
        "company.name", "fee.amount",
      ]
    for path in paths {
      let values = model.rows(type, where: .constant(true)).map { model.value(path, .record($0, type)) }.filter {
        !$0.isNull
      }
      .sorted { PlainModel.order($0, $1) < 0 }
      let row = try await row(store, [.minimum(path), .maximum(path)])
      t.expect(row, is: [values.first ?? .null, values.last ?? .null], "the smallest and the greatest of \(path)")
    }
  }

  private static func refusals(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(Specimen(1))
    let measures: [Measure] = [
      .sum("title"), .sum("day"), .sum("isActive"), .average("title"), .median("title"), .sum("tags"),
      .minimum("lines"), .sum("company"),
      .percentile(101, "count"), .percentile(-1, "count"), .maximum("company"),
    ]
    for measure in measures {
      await t.expect("\(measure)", throws: { if case .invalidQuery? = $0 as? StoreError { true } else { false } }) {
        _ = try await row(store, [measure])
      }
    }
    for sort in [AggregateSort(.group(0)), AggregateSort(.measure(1)), AggregateSort(.measure(-1))] {
      let query = AggregateQuery(Specimen.recordType, measures: [.count], sort: [sort])
      await t.expect(
        "an order by what is not there", throws: { if case .invalidQuery? = $0 as? StoreError { true } else { false } }
      ) {
        _ = try await store.reading { try await $0.aggregate(query) }
      }
    }
  }
}
