import CRMKit

extension AnyValue {
  /// Reads a value as people type it on a command line; blank is nothing.
  ///
  /// Besides the text form of each type: digits of any script, thousands apart by commas, `yes` and `no`, names of
  /// enumerations in any letter case, lists with commas between their elements, and dates of the Persian calendar
  /// (`1404/03/15`), which are told by their year.
  ///
  /// - Throws: `FieldValueError` that says how such a value is written.
  init(lenient text: String, as type: FieldType) throws(FieldValueError) {
    let trimmed = text.trimmed
    guard !trimmed.isEmpty else {
      self = .null
      return
    }
    switch type {
    case .text: self = try AnyValue(text: text, as: type)
    case .enumeration(let enumeration):
      let known = enumeration.names.first { $0.lowercased() == trimmed.lowercased() }
      self = try AnyValue(text: known ?? trimmed, as: type)
    case .boolean:
      switch trimmed.lowercased() {
      case "yes", "1": self = .boolean(true)
      case "no", "0": self = .boolean(false)
      case let other: self = try AnyValue(text: other, as: type)
      }
    case .list(let element) where !trimmed.hasPrefix("["):
      var values: [AnyValue] = []
      for part in trimmed.split(separator: ",") {
        let value = try AnyValue(lenient: part.trimmed, as: element)
        if !value.isNull { values.append(value) }
      }
      self = .list(values)
    case .date:
      let date = trimmed.withPlainDigits
      let persian = date.prefix { $0.isNumber }.compactMap(\.wholeNumberValue).reduce(0) { $0 * 10 + $1 }
      if date.count <= 10, (1200..<1600).contains(persian), let date = try? CalendarDate(text: date, in: .persian) {
        self = .date(date)
      } else {
        self = try AnyValue(text: date, as: type)
      }
    case .integer, .decimal, .number, .money:
      self = try AnyValue(text: trimmed.withPlainDigits.withoutThousands, as: type)
    default: self = try AnyValue(text: trimmed.withPlainDigits, as: type)
    }
  }
}

extension String {
  /// The text with the digits of every script as `0` to `9`.
  fileprivate var withPlainDigits: String {
    String(
      unicodeScalars.map { scalar -> Character in
        guard scalar.properties.generalCategory == .decimalNumber, let digit = Character(scalar).wholeNumberValue else {
          return Character(scalar)
        }
        return Character("\(digit)")
      })
  }

  /// The text without the commas in a number such as `1,234,567.50 USD`.
  fileprivate var withoutThousands: String {
    guard contains(","), prefixMatch(of: /-?\d{1,3}(,\d{3})+(?![\d,])/) != nil else { return self }
    return filter { $0 != "," }
  }
}
