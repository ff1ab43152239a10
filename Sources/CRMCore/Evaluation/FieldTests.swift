import Foundation

/// Makes the tests of one field from a filter's operators and literals.
struct FieldTests {
  /// Where the field's bytes are.
  struct Place {
    let path: FieldPath
    let type: FieldType
    let member: ResolvedPath.MoneyMember?
    let isRouted: Bool
    let index: Int32

    init(_ resolved: ResolvedPath, isRouted: Bool, index: Int32) {
      path = resolved.path
      type = resolved.type
      member = resolved.member
      self.isRouted = isRouted
      self.index = index
    }
  }

  /// A test without its place in a program.
  struct Test {
    let kind: FilterInstruction.Test
    let place: Place
    var orders: Orders = []
    var low: Int64 = 0
    var high: Int64 = 0

    init(_ kind: FilterInstruction.Test, _ place: Place, orders: Orders = [], low: Int64 = 0, high: Int64 = 0) {
      self.kind = kind
      self.place = place
      self.orders = orders
      self.low = low
      self.high = high
    }
  }

  let place: Place

  init(_ place: Place) { self.place = place }

  /// The test that the field compares so to a literal of its type; `notEqual` is the caller's to turn around.
  func compare(_ comparison: FilterExpression.Comparison, _ value: AnyValue, _ tables: inout FilterTables) throws
    -> Test
  {
    if value.isNull {
      guard comparison == .equal else { throw FilterError.orderingWithNull(place.path) }
      return Test(.isNull, place)
    }
    guard comparison == .equal || place.type.isOrdered else { throw FilterError.unordered(place.path, place.type) }
    let orders = Orders(comparison)
    if let integer = try integer(value) {
      return range(orders, integer)
    }
    switch (place.type, value) {
    case (.text, .text(let text)), (.enumeration, .text(let text)):
      return bytes(.bytes, Array(text.utf8), &tables, orders)
    case (.number, .number(let number)):
      return Test(.number, place, orders: orders, low: Int64(bitPattern: number.bitPattern))
    case (.decimal, .decimal(let decimal)) where place.member == .amount:
      tables.amounts.append(Self.amount(decimal))
      return Test(.amount, place, orders: orders, low: Int64(tables.amounts.count - 1))
    case (.decimal, .decimal(let decimal)) where orders != .equal:
      tables.decimals.append(decimal)
      return Test(.decimal, place, orders: orders, low: Int64(tables.decimals.count - 1))
    case (.money, .money(let money)):
      return Test(
        .money, place, orders: orders, low: Int64(bitPattern: money.currency.packed), high: money.minorUnits)
    case (.decimal, .decimal), (.reference, .reference):
      return bytes(.bytes, try encoded(value), &tables, orders)
    default: throw unsuitable(value)
    }
  }

  /// The tests of which one succeeds when the field equals one of the values.
  func isIn(_ values: [AnyValue], _ tables: inout FilterTables) throws -> [Test] {
    var tests = values.contains(.null) ? [Test(.isNull, place)] : []
    let values = values.filter { !$0.isNull }
    guard !values.isEmpty else { return tests }
    if place.member == .amount {
      return try tests + values.map { try compare(.equal, $0, &tables) }
    }
    let integers = try values.compactMap(integer)
    if integers.count == values.count {
      tables.integerSets.append(integers.sorted())
      tests.append(Test(.integerIn, place, low: Int64(tables.integerSets.count - 1)))
    } else {
      tables.byteSets.append(try values.map(encoded).sorted { $0.lexicographicallyPrecedes($1) })
      tests.append(Test(.bytesIn, place, low: Int64(tables.byteSets.count - 1)))
    }
    return tests
  }

  /// The tests that all succeed when the field lies between two values.
  func between(_ low: AnyValue, _ high: AnyValue, _ tables: inout FilterTables) throws -> [Test] {
    let tests = [try compare(.greaterOrEqual, low, &tables), try compare(.lessOrEqual, high, &tables)]
    guard tests[0].kind == .integer, tests[1].kind == .integer else { return tests }
    return [Test(.integer, place, low: tests[0].low, high: tests[1].high)]
  }

  /// The test of a text's characters.
  func text(_ test: FilterExpression.TextTest, _ text: String, _ tables: inout FilterTables) throws -> Test {
    try requireText()
    let kind: FilterInstruction.Test =
      switch test {
      case .contains: .contains
      case .hasPrefix: .hasPrefix
      case .hasSuffix: .hasSuffix
      }
    return bytes(kind, Array(text.utf8), &tables)
  }

  /// The test of a text's key, which the place holds itself or is derived while the program runs.
  func matches(_ words: String, isKey: Bool, _ tables: inout FilterTables) throws -> Test {
    try requireText()
    return bytes(isKey ? .contains : .matches, Array(TextKey.fold(words).utf8), &tables)
  }

  private func requireText() throws {
    switch place.type {
    case .text, .enumeration: return
    default: throw FilterError.notText(place.path, place.type)
    }
  }

  private func range(_ orders: Orders, _ value: Int64) -> Test {
    var (low, high) = (Int64.min, Int64.max)
    // An empty range, where nothing lies beyond the greatest or least integer.
    let nothing = Test(.integer, place, low: 0, high: -1)
    switch orders {
    case .equal: (low, high) = (value, value)
    case .less:
      if value == .min { return nothing }
      high = value - 1
    case .greater:
      if value == .max { return nothing }
      low = value + 1
    default: if orders.contains(.less) { high = value } else { low = value }
    }
    return Test(.integer, place, low: low, high: high)
  }

  /// The literal as the integer that fields of its type are stored as; nil for types that are stored otherwise.
  private func integer(_ value: AnyValue) throws -> Int64? {
    switch (place.type, value) {
    case (.integer, .integer(let value)): value
    case (.date, .date(let date)): Int64(date.daysSince1970)
    case (.instant, .instant(let instant)): instant.microsecondsSince1970
    case (.duration, .duration(let duration)): try duration.wholeMicroseconds
    case (.boolean, .boolean(let value)): value ? 1 : 0
    case (.instant, .date): throw FilterError.unresolvedPeriod(place.path)
    case (.integer, _), (.date, _), (.instant, _), (.duration, _), (.boolean, _): throw unsuitable(value)
    default: nil
    }
  }

  private func bytes(
    _ kind: FilterInstruction.Test, _ constant: [UInt8], _ tables: inout FilterTables, _ orders: Orders = []
  ) -> Test {
    let start = tables.constants.count
    tables.constants += constant
    return Test(kind, place, orders: orders, low: Int64(start), high: Int64(constant.count))
  }

  /// The literal as fields of its type hold it.
  ///
  /// Equal values have equal bytes.
  private func encoded(_ value: AnyValue) throws -> [UInt8] {
    var bytes: [UInt8] = []
    do { try ValueCoding.append(value, as: place.type, to: &bytes) } catch is FieldValueError {
      throw unsuitable(value)
    }
    return bytes
  }

  /// The amount times 10¹⁸, which every amount of money in minor units can be compared with.
  private static func amount(_ decimal: ExactDecimal) -> Int128 {
    let factor = Int128(UInt128.powerOfTen(ExactDecimal.maximumScale - decimal.scale))
    let (product, overflow) = decimal.coefficient.multipliedReportingOverflow(by: factor)
    return overflow ? (decimal.isNegative ? .min : .max) : product
  }

  private func unsuitable(_ value: AnyValue) -> FilterError {
    .unsuitableValue(value, path: place.path, expected: place.type, advice: "check the filter before it is run")
  }
}
