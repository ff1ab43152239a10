import CRMCore

/// Draws values, texts and conditions, hostile ones among them.
///
/// Seeded, so that every run draws the same.
struct TextGenerator: RandomNumberGenerator {
  private var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func next() -> UInt64 { random.next() }

  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

  mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &self) }

  mutating func pick<T>(_ elements: [T]) -> T { elements[below(elements.count)] }

  mutating func bits() -> Int64 { Int64(bitPattern: next()) >> Int64.random(in: 0..<64, using: &self) }

  // MARK: - Values

  static let pieces = [
    "a", "B", "won", " ", "\"", "'", "\\", "\n", "\t", "\r\n", "«", "»", "“", "ا", "احمدی", "\u{200C}", "\u{301}", "é",
    "🙂", "👨‍👩‍👧",
    "\u{202E}", "\u{7F}", "\u{1}", "`", ".", ",", "(", ")", "{", "0", "۵", "null", "and", "/", "%", "\u{FEFF}",
    "\u{10FFFF}",
  ]

  mutating func text() -> String {
    (0..<below(6)).map { _ in pick(TextGenerator.pieces) }.joined()
  }

  mutating func decimal() throws -> ExactDecimal {
    let digits = (0..<(1 + below(20))).map { _ in String(below(10)) }.joined()
    let fraction = (0..<below(18)).map { _ in String(below(10)) }.joined()
    return try ExactDecimal((chance(50) ? "-" : "") + digits + (fraction.isEmpty ? "" : "." + fraction))
  }

  mutating func number() -> Double {
    if chance(30) { return Double(bits()) / 8 }
    let value = Double(bitPattern: next())
    return value.isFinite ? value : 0.1
  }

  mutating func currency() throws -> Currency {
    if chance(60) { return pick(Currency.allISO) }
    return try Currency(
      declaring: pick(["MILES", "IRT", "AND", "OR", "X", "XAU", "TRUE", "0", "9A"]), minorUnits: below(10))
  }

  mutating func scalar() throws -> AnyValue {
    switch below(11) {
    case 0: .text(text())
    case 1: .integer(bits())
    case 2: .decimal(try decimal())
    case 3: .number(number())
    case 4: .boolean(chance(50))
    case 5: .money(Money(minorUnits: bits(), currency: try currency()))
    case 6: .date(try CalendarDate(daysSince1970: -719_162 + below(3_652_059)))
    case 7: .instant(Instant(microsecondsSince1970: bits()))
    case 8: .duration(.microseconds(bits()))
    case 9: .reference(Identifier(high: next(), low: next()))
    default: .null
    }
  }

  mutating func value(depth: Int = 2) throws -> AnyValue {
    if depth > 0, chance(15) { return .list(try (0..<below(4)).map { _ in try value(depth: depth - 1) }) }
    if depth > 0, chance(10) {
      let pairs = try (0..<below(3)).map { _ in (text(), try value(depth: depth - 1)) }
      return .group(Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
    }
    return chance(5) ? .amount(try decimal(), try currency()) : try scalar()
  }
}
