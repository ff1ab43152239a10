import CRMCore

/// Numbers are exact and bounded alike on every store.
enum NumberChecks {
  static let all: [ConformanceCheck] = [
    ConformanceCheck("integers are 64-bit", integers),
    ConformanceCheck("decimals are exact with up to 18 digits after the point and 38 in all", decimals),
    ConformanceCheck("floating point fields are finite only", nonFinite),
    ConformanceCheck("floating point: -0 is 0", negativeZero),
    ConformanceCheck("floating point numbers come back to the bit and are ordered by value", floatingPoint),
    ConformanceCheck("a literal takes its field's type", literals),
  ]

  private static func integers(_ t: Trial) async throws {
    let store = try await t.store()
    let numbers: [Int64] = [
      .min, .min + 1, -(1 << 53) - 1, -256, -255, -128, -1, 0, 1, 127, 128, 255, 256, 1 << 53 + 1, .max - 1, .max,
    ]
    try await store.insert(
      all: numbers.enumerated().reversed().map { position, number in
        Specimen(position) {
          $0.count = Int(number)
          $0.wide = number
          $0.scores = [Int(number)]
        }
      })
    for (position, number) in numbers.enumerated() {
      let found = try await store.get(Specimen.ID.number(position))
      t.expect([found.wide, Int64(found.count)], is: [number, number], "\(number)")
      try await t.expect(store.ordinals(Specimen.self, where: \.wide == number), is: [position], "equal to \(number)")
      try await t.expect(store.count(Specimen.self, where: \.wide < number), is: position, "indexed below \(number)")
      try await t.expect(store.count(Specimen.self, where: \.count < Int(number)), is: position, "below \(number)")
      try await t.expect(
        store.ordinals(Specimen.self, where: \.scores ~= .any { $0.value == Int(number) }), is: [position],
        "any \(number)")
    }
    let ascending = Array(numbers.indices)
    try await t.expect(store.ordinals(Specimen.self, sort: .ascending(\.wide)), is: ascending, "ascending by an index")
    try await t.expect(store.ordinals(Specimen.self, sort: .ascending(\.count)), is: ascending, "ascending")
  }

  private static func decimals(_ t: Trial) async throws {
    let store = try await t.store()
    let texts = [
      "-99999999999999999999999999999999999999", "-99999999999999999999.999999999999999999", "-1.5", "-1.25",
      "-0.000000000000000001", "0", "0.000000000000000001", "0.1", "0.3", "1.25", "1.5", "9.99", "10",
      "100.000000000000000001",
      "99999999999999999999.999999999999999998", "99999999999999999999.999999999999999999",
      "99999999999999999999999999999999999999",
    ]
    let numbers = try texts.map { try ExactDecimal($0) }
    try await store.insert(
      all: numbers.enumerated().reversed().map { position, number in
        Specimen(position) {
          $0.ratio = number
          $0.factor = number
          $0.factors = [number]
        }
      })
    for (position, number) in numbers.enumerated() {
      let found = try await store.get(Specimen.ID.number(position))
      t.expect([found.ratio, found.factor, found.factors.first], is: [number, number, number], "\(number)")
      try await t.expect(
        store.ordinals(Specimen.self, where: \.factor == number), is: [position], "indexed equal to \(number)")
      try await t.expect(store.ordinals(Specimen.self, where: \.ratio == number), is: [position], "equal to \(number)")
      try await t.expect(store.count(Specimen.self, where: \.factor < number), is: position, "indexed below \(number)")
      try await t.expect(
        store.count(Specimen.self, where: \.ratio >= number), is: numbers.count - position, "not below \(number)")
    }
    let ascending = Array(numbers.indices)
    try await t.expect(store.ordinals(Specimen.self, sort: .ascending(\.ratio)), is: ascending, "ascending")
    try await t.expect(
      store.ordinals(Specimen.self, sort: .descending(\.factor)), is: ascending.reversed(), "descending by an index")
    let trailing = try ExactDecimal("1.500")
    try await t.expect(store.ordinals(Specimen.self, where: \.ratio == trailing), is: [10], "equal to 1.500")
  }

  private static func nonFinite(_ t: Trial) async throws {
    let store = try await t.store()
    for number in [Double.nan, .signalingNaN, .infinity, -.infinity] {
      await t.expect(invalid: ["number", "reading"], "\(number) in a field") {
        _ = try await store.insert(
          Specimen(1) {
            $0.number = number
            $0.reading = number
          })
      }
      await t.expect("\(number) in a condition", throws: { $0 is FilterError }) {
        _ = try await store.count(Specimen.self, where: \.reading < number)
      }
    }
    try await t.expect(store.count(Specimen.self), is: 0, "records after refusals")
  }

  private static func negativeZero(_ t: Trial) async throws {
    let store = try await t.store()
    let specimen = try await store.insert(
      Specimen(1) {
        $0.number = -0.0
        $0.reading = -0.0
      })
    try await store.insert(Specimen(2) { $0.reading = 0 })
    let found = try await store.get(specimen.id)
    t.expect(found.number.sign, is: .plus, "the sign of a stored -0")
    t.expect(found.reading?.sign, is: .plus, "the sign of a stored -0 that may be nil")
    try await t.expect(store.ordinals(Specimen.self, where: \.reading == 0), is: [1, 2], "records of 0")
    try await t.expect(store.ordinals(Specimen.self, where: \.reading == -0.0), is: [1, 2], "records of -0")
    try await t.expect(store.ordinals(Specimen.self, where: \.reading < 0), is: [], "records below 0")
    let rows = try await store.aggregate(Specimen.self, by: [Grouping("reading")], .count)
    t.expect(rows, is: [AggregateRow(group: [.number(0)], values: [2])], "groups by 0")
  }

  private static func floatingPoint(_ t: Trial) async throws {
    let store = try await t.store()
    let numbers: [Double] = [
      -.greatestFiniteMagnitude, -1e300, -1.5, -1.0.nextDown, -1, -.leastNonzeroMagnitude, 0, .leastNonzeroMagnitude,
      .leastNormalMagnitude,
      0.1, 0.1.nextUp, 0.3, 1, 1.5, 9_007_199_254_740_994, 1e300, .greatestFiniteMagnitude,
    ].sorted()
    try await store.insert(
      all: numbers.enumerated().reversed().map { position, number in
        Specimen(position) {
          $0.number = number
          $0.reading = number
        }
      })
    for (position, number) in numbers.enumerated() {
      let found = try await store.get(Specimen.ID.number(position))
      t.expect(found.number.bitPattern, is: number.bitPattern, "the bits of \(number)")
      t.expect(found.reading?.bitPattern, is: number.bitPattern, "the bits of \(number) that may be nil")
      try await t.expect(
        store.ordinals(Specimen.self, where: \.reading == number), is: [position], "equal to \(number)")
      try await t.expect(store.count(Specimen.self, where: \.reading < number), is: position, "indexed below \(number)")
      try await t.expect(store.count(Specimen.self, where: \.number <= number), is: position + 1, "up to \(number)")
    }
    try await t.expect(
      store.ordinals(Specimen.self, sort: .ascending(\.reading)), is: Array(numbers.indices), "ascending by an index")
    try await t.expect(
      store.ordinals(Specimen.self, sort: .descending(\.number)), is: numbers.indices.reversed(), "descending")
  }

  private static func literals(_ t: Trial) async throws {
    let store = try await t.store()
    try await store.insert(
      all: [1, 2, 3].map { number in
        Specimen(number) {
          $0.wide = Int64(number)
          $0.factor = ExactDecimal(Int64(number))
          $0.reading = Double(number)
          $0.fee = Money(minorUnits: Int64(number) * 100, currency: number == 3 ? .eur : .usd)
        }
      })
    let half = try ExactDecimal("1.5")
    let cases: [(FilterExpression, [Int])] = [
      (.compare("wide", .greater, .decimal(half)), [2, 3]), (.compare("wide", .lessOrEqual, .number(1.5)), [1]),
      (.compare("wide", .equal, .decimal(half)), []), (.compare("wide", .notEqual, .decimal(half)), [1, 2, 3]),
      (.compare("wide", .less, .number(1e300)), [1, 2, 3]), (.compare("wide", .less, .number(-1e300)), []),
      (.between("wide", .number(0.5), .number(2.5)), [1, 2]), (.compare("factor", .equal, 2), [2]),
      (.compare("reading", .greaterOrEqual, .decimal(half)), [2, 3]),
      (.compare("fee", .greater, .decimal(half)), [2, 3]),
      (.compare("fee", .equal, "2.00 USD"), [2]), (.compare("fee.amount", .equal, 3), [3]),
      (.compare("fee.currency", .equal, "USD"), [1, 2]), (.isIn("wide", [.decimal(half), 3]), [3]),
    ]
    for (filter, expected) in cases {
      try await t.expect(store.ordinals(Specimen.self, where: Filter(filter)), is: expected, "\(filter)")
    }
  }
}
