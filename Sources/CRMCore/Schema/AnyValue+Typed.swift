/// How people write values, in forms, on command lines and in files: more freely than the text form, but never so that
/// two readings are possible.
extension AnyValue {
  /// Reads a value as people type it; blank is nothing.
  ///
  /// | type | what is read besides the text form |
  /// |---|---|
  /// | enumeration | the names that are known, without regard to letter case and spaces; others, where they are allowed, are text |
  /// | boolean | `yes` and `no`, `1` and `0`, `بله` and `خیر`, in any letter case |
  /// | integer, decimal, number, money | `٫` as the point, `٬` between thousands; the currency in any letter case |
  /// | date | a day of the Persian calendar, which is told by its year, with slashes or in its own digits: `1404/3/15` |
  /// | list that is not in JSON | elements with commas between them, each as its type is typed |
  ///
  /// Of all types but text, spaces around the value and marks that steer right-to-left text don't count, and digits may
  /// be of any script. A comma or a point between thousands is not read: which of the two is the decimal mark, only who
  /// wrote it knows.
  ///
  /// - Throws: ``FieldValueError`` that says how such a value is written.
  public init(typed text: String, as type: FieldType) throws(FieldValueError) {
    let plain = text.plain
    guard !plain.isEmpty else {
      self = .null
      return
    }
    do throws(FieldValueError) {
      self = try Self.read(text, plain: plain, as: type)
    } catch {
      // A value is shown as it was typed; of a list, the element is.
      if case .list = type { throw error }
      throw FieldValueError(.text(text), expected: error.expected, advice: error.advice)
    }
  }

  private static func read(
    _ text: String, plain: String, as type: FieldType
  ) throws(FieldValueError) -> AnyValue {
    switch type {
    case .text, .group: return try AnyValue(text: text, as: type)
    case .enumeration(let enumeration):
      return try AnyValue(text: enumeration.name(typed: plain) ?? (enumeration.isOpen ? text : plain), as: type)
    case .boolean:
      if let boolean = boolean(plain) { return .boolean(boolean) }
    case .date:
      // What is in the form of ISO 8601 is so, whatever the year.
      let isISO = text.utf8.allSatisfy { $0 < 0x80 } && plain.contains("-")
      if !isISO, let date = persianDate(plain) { return .date(date) }
    case .list(let element) where !plain.hasPrefix("["): return .list(try elements(text, element))
    case .integer, .decimal, .number: return try AnyValue(text: plain.plainNumber, as: type)
    case .money: return try AnyValue(text: plain.plainNumber.uppercased(), as: type)
    default: break
    }
    return try AnyValue(text: plain, as: type)
  }

  private static func elements(_ text: String, _ type: FieldType) throws(FieldValueError) -> [AnyValue] {
    var values: [AnyValue] = []
    for part in text.split(separator: ",") {
      let value = try AnyValue(typed: String(part).plainSpaces, as: type)
      if !value.isNull { values.append(value) }
    }
    return values
  }

  private static func boolean(_ text: String) -> Bool? {
    switch TextKey.fold(text) {
    case "true", "yes", "1", "بله", "بلی": true
    case "false", "no", "0", "خیر", "نه": false
    default: nil
    }
  }

  /// No business has dates of the Gregorian years 1200 to 1599.
  private static func persianDate(_ text: String) -> CalendarDate? {
    let year = text.prefix { $0.isASCII && $0.isNumber }
    guard text.utf8.count <= 10, let number = Int(year), (1200..<1600).contains(number) else { return nil }
    return try? CalendarDate(text: text, in: .persian)
  }
}

extension EnumerationType {
  /// The name that a text stands for, without regard to letter case and spaces; nil where there is none.
  func name(typed text: String) -> String? {
    if names.contains(text) { return text }
    let key = TextKey(text).withoutSpaces
    return names.first { TextKey($0).withoutSpaces == key }
  }
}

extension String {
  /// The number with `0` to `9` as its digits, a point as its decimal mark where it is unmistakable, and nothing around.
  package var plainNumber: String {
    if utf8.allSatisfy({ 0x21...0x7E ~= $0 }) { return self }
    return String(plain.compactMap { $0 == "٬" ? nil : $0 == "٫" ? "." : $0 })
  }

  /// The text without white space around it and marks of direction, its digits as `0` to `9`, its minus as `-`.
  fileprivate var plain: String {
    if utf8.allSatisfy({ 0x21...0x7E ~= $0 }) { return self }
    var scalars = String.UnicodeScalarView()
    for scalar in plainSpaces.unicodeScalars where !scalar.properties.isBidiControl {
      if scalar.properties.generalCategory == .decimalNumber, let digit = scalar.properties.numericValue {
        scalars.append(Unicode.Scalar(UInt8(ascii: "0") + UInt8(digit)))
      } else {
        scalars.append(scalar == "\u{2212}" ? "-" : scalar)
      }
    }
    return String(scalars)
  }

  /// The text without white space around it.
  fileprivate var plainSpaces: String {
    let scalars = unicodeScalars
    let isShown = { (scalar: Unicode.Scalar) in !scalar.properties.isWhitespace && !scalar.properties.isBidiControl }
    guard let start = scalars.firstIndex(where: isShown), let end = scalars.lastIndex(where: isShown) else { return "" }
    return String(scalars[start...end])
  }
}
