import Foundation

/// The one text form of each type, which CSV files, the history and command lines share. Reading what was written gives
/// the value again.
///
/// | type | text |
/// |---|---|
/// | text, enumeration | as it is |
/// | integer | `-12` |
/// | decimal | `-12.5`, never an exponent |
/// | number | the shortest digits that give the same number again: `0.1`, `5e-324` |
/// | boolean | `true`, `false` |
/// | money | `12.50 USD`; a currency that an application declared has its digits behind it: `500 MILES/0` |
/// | date | ISO 8601: `2017-03-01` |
/// | instant | ISO 8601 in UTC: `2017-03-01T10:00:00Z` |
/// | duration | ISO 8601 with hours, minutes and seconds: `PT1H30M` |
/// | reference | the UUID |
/// | list | a JSON array of the elements' texts: `["vip","12.50 USD"]` |
/// | group | a JSON object of the fields' texts, sorted by name, without those that hold nothing: `{"label":"work"}` |
extension AnyValue {
  /// Reads a value of a type from its text.
  ///
  /// Nothing is guessed: `yes` is no boolean and `01/03/2017` is no date. In lists and groups, integers and booleans
  /// may also stand without quotation marks.
  ///
  /// - Throws: ``FieldValueError`` that says how such a value is written.
  public init(text: String, as type: FieldType) throws(FieldValueError) {
    if let value = try AnyValue.scalar(text, as: type) {
      self = value
    } else {
      self = try ListText.value(text, as: type)
    }
  }

  /// The value as text that ``init(text:as:)`` reads; nil for null.
  ///
  /// An ``amount(_:_:)`` is written like money, with all of its digits, and a `duration` is rounded down to
  /// microseconds.
  public var text: String? {
    switch self {
    case .null: nil
    case .text(let text): text
    case .integer(let value): value.description
    case .decimal(let value): value.description
    case .number(let value): value.description
    case .boolean(let value): value ? "true" : "false"
    case .money(let value): "\(value.amountText) \(value.currency.unambiguousCode)"
    case .amount(let value, let currency):
      "\(value.text(minimumScale: currency.minorUnits)) \(currency.unambiguousCode)"
    case .date(let value): value.description
    case .instant(let value): value.description
    case .duration(let value): value.iso8601
    case .reference(let value): value.description
    case .list, .group: ListText.text(of: self)
    }
  }
}

extension AnyValue: CustomStringConvertible {
  /// The ``text``, and `nil` for null.
  public var description: String { text ?? "nil" }
}

extension AnyValue {
  /// Reads a value that is neither a list nor a group; nil for these types.
  private static func scalar(_ text: String, as type: FieldType) throws(FieldValueError) -> AnyValue? {
    switch type {
    case .text:
      guard !text.utf8.contains(0) else { throw refusal(text, type, "U+0000 is not allowed in text") }
      return .text(text)
    case .enumeration(let names): return .text(try name(text, among: names))
    case .integer:
      guard let value = Int64(text) else {
        throw refusal(text, type, "write digits only, such as -12, at most 19 of them")
      }
      return .integer(value)
    case .number: return .number(try number(text))
    case .boolean:
      guard text == "true" || text == "false" else { throw refusal(text, type, "write true or false") }
      return .boolean(text == "true")
    case .reference:
      guard let id = Identifier(text) else {
        throw refusal(text, type, "write its UUID, such as 018f3c2e-7c1a-7b2e-8d43-0a1b2c3d4e5f")
      }
      return .reference(id)
    case .decimal, .money, .date, .instant, .duration:
      do {
        return try formatted(text, as: type)
      } catch {
        throw refusal(text, type, error.advice)
      }
    case .list, .group: return nil
    }
  }

  private static func formatted(_ text: String, as type: FieldType) throws(ValueError) -> AnyValue? {
    switch type {
    case .decimal: .decimal(try ExactDecimal(text))
    case .money: .money(try Money(text: text))
    case .date: .date(try CalendarDate(iso8601: text))
    case .instant: .instant(try Instant(iso8601: text))
    case .duration: .duration(try Duration(iso8601: text))
    default: nil
    }
  }

  private static func name(_ text: String, among type: EnumerationType) throws(FieldValueError) -> String {
    guard !type.isOpen, !type.names.contains(text) else { return text }
    let nearest = Spelling.nearest(to: text, among: type.names)
    throw refusal(
      text, .enumeration(type), nearest.isEmpty ? "" : "did you mean \(nearest.joined(separator: " or "))?")
  }

  /// Reads a finite number.
  ///
  /// Swift would also take `inf`, `nan` and hexadecimal digits.
  private static func number(_ text: String) throws(FieldValueError) -> Double {
    let isDecimal = text.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
    guard isDecimal, let value = Double(text) else {
      throw refusal(text, .number, "write digits with a point, such as -12.5 or 1e20")
    }
    guard value.isFinite else { throw refusal(text, .number, "it must lie between -1.8e308 and 1.8e308") }
    return value == 0 ? 0 : value
  }

  private static func refusal(_ text: String, _ type: FieldType, _ advice: String) -> FieldValueError {
    FieldValueError(.text(text), expected: type, advice: advice)
  }
}

extension ValueError {
  /// How the value is written; ``description`` repeats the text, which the error around this one has already.
  fileprivate var advice: String {
    switch self {
    case .malformedDecimal: "write it in plain notation with a point, such as -12.5"
    case .malformedMoney: "write the amount in plain notation, a space and the currency"
    case .malformedCalendarDate: "write it as YYYY-MM-DD, such as 2024-08-18"
    case .malformedInstant: "write it with seconds and an offset, such as 2024-08-18T11:48:00Z"
    case .malformedDuration: "write it with weeks, days, hours, minutes and seconds only, such as PT1H30M"
    case .unknownCurrency(let code):
      "ISO 4217 has no currency \(code); write one of your own with its number of digits, such as \(code)/2"
    default: description
    }
  }
}
