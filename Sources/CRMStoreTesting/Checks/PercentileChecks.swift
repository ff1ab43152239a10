import CRMCore

/// Percentiles: linear interpolation, as pandas and Excel's PERCENTILE.INC.
enum PercentileChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("percentiles are interpolated linearly, as pandas and Excel's PERCENTILE.INC", interpolation),
    ConformanceCheck("medians of odd and even counts", medians),
    ConformanceCheck("percentiles of every type that has one", types),
    ConformanceCheck("percentiles of decimals have all digits that there is room for", longDecimals),
    ConformanceCheck("percentiles do not depend on the order of writing", anyOrder),
  ]

  private static func percentile(_ store: any Store, _ percent: String, _ path: FieldPath) async throws -> AnyValue? {
    try await store.aggregate(Specimen.self, .percentile(ExactDecimal(percent), path)).first?.values.first
  }

  private static func prepared(_ t: Trial, _ values: [Int]) async throws -> any Store {
    let store = try await t.store()
    try await store.insert(
      all: values.enumerated().map { position, value in
        try Specimen(position) {
          $0.count = value
          $0.wide = Int64(value)
          $0.factor = try ExactDecimal("\(value).5")
          $0.reading = Double(value)
          $0.fee = Money(minorUnits: Int64(value), currency: .usd)
          $0.pause = .microseconds(value * 10)
        }
      })
    return store
  }

  private static func interpolation(_ t: Trial) async throws {
    // The expected values are those of numpy.percentile(values, percent).
    let store = try await prepared(t, [15, 20, 35, 40, 50])
    let cases = [
      ("0", "15"), ("5", "16"), ("25", "20"), ("30", "23"), ("40", "29"), ("50", "35"), ("75", "40"), ("90", "46"),
      ("99", "49.6"), ("99.9", "49.96"),
      ("100", "50"), ("33.333", "24.9998"),
    ]
    for (percent, expected) in cases {
      let value = try await percentile(store, percent, "count")
      t.expect(value, is: .decimal(try ExactDecimal(expected)), "the \(percent)th percentile")
    }
  }

  private static func medians(_ t: Trial) async throws {
    for (values, expected) in [
      ([7], "7"), ([1, 2], "1.5"), ([3, 1, 2], "2"), ([4, 1, 1, 1], "1"), ([-5, 10, 0, 5], "2.5"),
    ] {
      let store = try await prepared(t, values)
      let row = try await store.aggregate(Specimen.self, .median("count"), .percentile(50, "wide")).first
      let median = AnyValue.decimal(try ExactDecimal(expected))
      t.expect(row?.values, is: [median, median], "the median of \(values)")
    }
  }

  private static func longDecimals(_ t: Trial) async throws {
    let nines = String(repeating: "9", count: 37)
    let fraction = "0." + String(repeating: "0", count: 17) + "1"
    for (values, expected) in [
      (["\(nines)9"], "\(nines)9"), (["-\(nines)9", "0", "\(nines)9"], "0"), (["\(nines)7", "\(nines)9"], "\(nines)8"),
      (["\(nines)9", "\(nines)9"], "\(nines)9"), (["-\(nines)9", "-\(nines)7"], "-\(nines)8"),
      ([fraction, "\(nines)9", "\(nines)9"], "\(nines)9"), (["\(nines)8", "\(nines)9"], nil),
    ] {
      let store = try await t.store()
      try await store.insert(
        all: values.enumerated().map { position, value in
          try Specimen(position) { $0.factor = try ExactDecimal(value) }
        })
      do {
        let row = try await store.aggregate(Specimen.self, .median("factor")).first
        let median = try expected.map { AnyValue.decimal(try ExactDecimal($0)) }
        t.expect(row?.values.first, is: median, "the median of \(values)")
      } catch StoreError.overflow {
        t.expect(expected == nil, "the median of \(values): there is room for \(expected ?? "")")
      }
    }
  }

  private static func types(_ t: Trial) async throws {
    let store = try await prepared(t, [1, 2, 3, 4])
    let measures = ["count", "factor", "reading", "fee", "pause"].map { Measure.percentile(25, FieldPath($0)) }
    let query = AggregateQuery(Specimen.recordType, measures: measures)
    let row = try await store.reading { try await $0.aggregate(query) }.first
    // 1 + 0.75 of the way to 2.
    let expected: [AnyValue] = [
      .decimal(try ExactDecimal("1.75")), .decimal(try ExactDecimal("2.25")), .number(1.75),
      .amount(try ExactDecimal("0.0175"), .usd),
      .duration(.microseconds(18)),
    ]
    t.expect(row?.values, is: expected, "the 25th percentiles")
  }

  private static func anyOrder(_ t: Trial) async throws {
    let values = (0..<101).map { $0 * 37 % 101 }
    let store = try await prepared(t, values)
    for percent in stride(from: 0, through: 100, by: 10) {
      let value = try await percentile(store, "\(percent)", "wide")
      t.expect(value, is: .decimal(ExactDecimal(Int64(percent))), "the \(percent)th percentile of 0 to 100")
    }
    try await store.delete(Specimen.ID.number(0))
    let row = try await store.aggregate(Specimen.self, .count, .median("wide")).first
    t.expect(row?.values, is: [100, .decimal(try ExactDecimal("50.5"))], "the median of 1 to 100")
  }
}
