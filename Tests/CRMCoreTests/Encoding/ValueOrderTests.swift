import CRMMemoryStore
import Foundation
import Testing

@testable import CRMCore

/// The order of values is said three times, each for its own speed; they must say the same.
@Suite("The order of values")
struct ValueOrderTests {
  /// Values of a type in their order, the extreme ones among them, each but the first greater than the one before.
  struct Sample: Sendable, CustomTestStringConvertible {
    let type: FieldType
    let values: [AnyValue]
    var testDescription: String { "\(type)" }
  }

  static let samples: [Sample] = {
    let integers: [Int64] = [
      .min, .min + 1, -(1 << 53) - 1, -256, -255, -1, 0, 1, 127, 128, 1 << 53 + 1, .max - 1, .max,
    ]
    return [
      Sample(type: .integer, values: integers.map { .integer($0) }),
      Sample(type: .instant, values: integers.map { .instant(Instant(microsecondsSince1970: $0)) }),
      Sample(type: .duration, values: integers.map { .duration(.microseconds($0)) }),
      Sample(
        type: .date, values: [-719_162, -1, 0, 1, 2_932_896].compactMap { try? .date(CalendarDate(daysSince1970: $0)) }),
      Sample(type: .boolean, values: [.boolean(false), .boolean(true)]),
      Sample(
        type: .number,
        values: [
          -Double.greatestFiniteMagnitude, -1e300, -1, -Double.leastNonzeroMagnitude, 0, .leastNonzeroMagnitude, 0.1,
          0.1.nextUp, 1, 1e300, .greatestFiniteMagnitude,
        ].map { .number($0) }),
      Sample(type: .decimal, values: decimals),
      Sample(type: .money, values: money(integers)),
      Sample(
        type: .text,
        values: [
          "", "A", "AAAAAAAA", "AAAAAAAAA", "AAAAAAAB", "B", "a", "a\u{1}", "aaaaaaa", "aaaaaaab", "ab", "é", "ی",
          "\u{FFFD}", "😀",
        ].map { .text($0) }),
      Sample(
        type: .reference(to: "x"),
        values: [(0, 0), (0, 1), (0, .max), (1, 0), (1, .max), (.max, 0), (.max, .max)].map {
          .reference(Identifier(high: $0.0, low: $0.1))
        }),
    ]
  }()

  private static let decimals: [AnyValue] = [
    "-99999999999999999999999999999999999999", "-12345678901234567890.5", "-12345678901234567890.4",
    "-1.000000000000000001",
    "-1", "-0.999999999999999999", "-0.000000000000000001", "0", "0.000000000000000001", "0.1", "0.100000000000000001",
    "1",
    "9007199254740993", "9007199254740993.5", "99999999999999999999999999999999999998",
    "99999999999999999999999999999999999999",
  ].compactMap { try? .decimal(ExactDecimal($0)) }

  /// Amounts in currencies whose codes begin alike, differ in their digits only, or are longer than an index's key.
  private static func money(_ amounts: [Int64]) -> [AnyValue] {
    let currencies = [("A", 0), ("AB", 2), ("ABC", 0), ("ABC", 2), ("ABC", 9), ("ABCD", 0), ("ABCDEFG", 9), ("ABD", 1)]
      .compactMap { try? Currency(declaring: $0.0, minorUnits: $0.1) }
    return (currencies + [.eur, .usd]).flatMap { currency in
      amounts.map { .money(Money(minorUnits: $0, currency: currency)) }
    }
  }

  private func bytes(_ value: AnyValue, as type: FieldType) throws -> [UInt8]? {
    guard !value.isNull else { return nil }
    var bytes: [UInt8] = []
    try ValueCoding.append(value, as: type, to: &bytes)
    return bytes
  }

  private func compare(_ left: AnyValue, _ right: AnyValue, as type: FieldType) throws -> Orders {
    let (leftBytes, rightBytes) = (try bytes(left, as: type), try bytes(right, as: type))
    let slots = try withBytes(leftBytes) { left in
      try withBytes(rightBytes) { right in
        (
          order: try ValueCoding.order(left, right, as: type).signum(),
          keys: (try ValueCoding.orderKey(left, as: type), try ValueCoding.orderKey(right, as: type))
        )
      }
    }
    let kind = try #require(ValueKind(of: type))
    var keys = (OrderedKey(), OrderedKey())
    try withBytes(leftBytes) { try keys.0.append($0, kind) }
    try withBytes(rightBytes) { try keys.1.append($0, kind) }
    return Orders(
      slots: slots.order,
      shortKeys: slots.keys.0 < slots.keys.1 ? -1 : slots.keys.0 > slots.keys.1 ? 1 : 0,
      longKeys: keys.0.withBytes { left in keys.1.withBytes { left.ordered(to: $0).signum() } },
      values: AnyValue.ascending(left, right).rawValue)
  }

  /// How two values are ordered, by each of those who say so.
  private struct Orders {
    let slots: Int
    let shortKeys: Int
    let longKeys: Int
    let values: Int
  }

  private func withBytes<T>(_ bytes: [UInt8]?, _ body: (UnsafeRawBufferPointer?) throws -> T) rethrows -> T {
    guard let bytes else { return try body(nil) }
    return try bytes.withUnsafeBytes { try body($0) }
  }

  @Test("Indexes, sorting and values put all values of a type in one order", arguments: samples)
  func agreement(sample: Sample) throws {
    let values = [.null] + sample.values
    #expect(values.count > 2)
    for (place, left) in values.enumerated() {
      for (other, right) in values.enumerated() {
        let expected = (place - other).signum()
        let orders = try compare(left, right, as: sample.type)
        #expect(orders.slots == expected, "\(left) and \(right) in an index")
        #expect(orders.longKeys == expected, "\(left) and \(right) in sorting")
        #expect(orders.values == expected, "\(left) and \(right) as values")
        #expect(orders.shortKeys == expected || orders.shortKeys == 0, "\(left) and \(right) by an index's keys")
      }
    }
  }

  @Test("Random values are in one order, too", arguments: samples.map(\.type))
  func randomAgreement(type: FieldType) throws {
    var draw = TextGenerator(seed: 31)
    for _ in 0..<2000 {
      let pair = (try draw.value(of: type), try draw.value(of: type))
      let orders = try compare(pair.0, pair.1, as: type)
      #expect(orders.slots == orders.longKeys, "\(pair)")
      #expect(orders.slots == orders.values, "\(pair)")
      #expect(orders.shortKeys == orders.slots || orders.shortKeys == 0, "\(pair)")
    }
  }

  @Test("An index's keys tell amounts of money apart that are no larger than those of a business")
  func moneyKeys() throws {
    func key(_ minorUnits: Int64) throws -> UInt64 {
      try withBytes(bytes(.money(Money(minorUnits: minorUnits, currency: .usd)), as: .money)) {
        try ValueCoding.orderKey($0, as: .money)
      }
    }
    for amount in [0, 1, 99, 100_000, 33_000_000] as [Int64] {
      #expect(try key(amount) < key(amount + 1))
      #expect(try key(-amount - 1) < key(-amount))
    }
  }
}

extension ValueKind {
  fileprivate init?(of type: FieldType) {
    self.init(ResolvedPath(path: "x", steps: [], terminal: .field(0), member: nil, type: type, field: nil))
  }
}

extension TextGenerator {
  fileprivate mutating func value(of type: FieldType) throws -> AnyValue {
    switch type {
    case .integer: .integer(bits())
    case .decimal: .decimal(try decimal())
    case .number: .number(number() + 0)
    case .boolean: .boolean(chance(50))
    case .money: .money(Money(minorUnits: bits(), currency: try currency()))
    case .date: .date(try CalendarDate(daysSince1970: below(4000) - 2000))
    case .instant: .instant(Instant(microsecondsSince1970: bits()))
    case .duration: .duration(.microseconds(bits()))
    case .reference: .reference(Identifier(high: next() >> 60, low: next() >> 62))
    default: .text(text().precomposedStringWithCanonicalMapping)
    }
  }
}
