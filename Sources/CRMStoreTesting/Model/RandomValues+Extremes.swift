import CRMCore

extension RandomValues {
  /// Texts that are long, of many bytes a letter, or in another form than they are stored in.
  private static let texts = [
    "سارا", "می\u{200C}رود", "كتاب", "کتاب", "e\u{323}\u{301}", "e\u{301}\u{323}", "\u{1112}\u{1161}\u{11AB}", "한",
    "\u{212B}",
    "\u{1E9B}\u{323}", "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}", "\u{10FFFF}", "\u{FEFF}a", "\u{7F}", "\u{1}",
    "\t", "\n", "\\",
    "\\'", "\"", "%_", "NULL", "1e3", " a", "a ", String(repeating: "دراز", count: 300),
    // What an index may hold, and what not even a page of an engine has room for.
    String(repeating: "ab", count: 1000), String(repeating: "abc", count: 5000),
  ]

  private static let decimals = [
    "99999999999999999999999999999999999999", "-99999999999999999999999999999999999999", "0.000000000000000001",
    "-0.000000000000000001", "12345678901234567890.123456789012345678", "9007199254740993", "0.1", "100",
  ]

  private static let numbers = [
    Double.greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNonzeroMagnitude, .leastNormalMagnitude, 0.1,
    9_007_199_254_740_992, -1e19, 1e19,
  ]

  private static let integers = [Int64.min, .min + 1, .max, .max - 1, 9_007_199_254_740_993, -9_007_199_254_740_993]

  private static let days = [-719_162, -719_161, 2_932_896, 2_932_895, -1, 0, 19_782]

  private static let currencies: [Result<Currency, ValueError>] = [
    Result { () throws(ValueError) in try Currency(isoCode: "BHD") },
    Result { () throws(ValueError) in try Currency(declaring: "MILES", minorUnits: 0) },
    Result { () throws(ValueError) in try Currency(declaring: "FINE", minorUnits: 9) },
  ]

  /// A value from an end of a type's range, or one that is easily spoiled; nil for types that have none.
  mutating func extremeValue(_ type: FieldType) throws -> AnyValue? {
    switch type {
    case .text: return one(of: RandomValues.texts).map { .text($0) }
    case .integer: return one(of: RandomValues.integers).map { .integer($0) }
    case .decimal: return try one(of: RandomValues.decimals).map { .decimal(try ExactDecimal($0)) }
    case .number: return one(of: RandomValues.numbers).map { .number($0) }
    case .date: return try one(of: RandomValues.days).map { .date(try CalendarDate(daysSince1970: $0)) }
    case .instant:
      return one(of: RandomValues.integers).map { .instant(Instant(microsecondsSince1970: $0)) }
    case .duration: return one(of: RandomValues.integers).map { .duration(.microseconds($0)) }
    case .money:
      let currency = try one(of: RandomValues.currencies)?.get() ?? .usd
      return one(of: RandomValues.integers).map { .money(Money(minorUnits: $0, currency: currency)) }
    default: return nil
    }
  }
}
