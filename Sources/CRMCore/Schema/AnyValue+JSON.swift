/// The form of values in JSON for other programs, which lists, reports and exports share.
///
/// | value | JSON |
/// |---|---|
/// | nothing | `null` |
/// | text, enumeration, date, instant, duration, reference | its ``text`` as a string |
/// | integer, decimal, number | a number with all its digits |
/// | boolean | `true`, `false` |
/// | money | `{"amount": "12.50", "currency": "USD"}`, the amount with at least the currency's digits |
/// | list, group | an array, an object with its names sorted |
extension AnyValue {
  /// The value in JSON, on one line.
  ///
  /// Control characters and those that reorder text are escaped, so that it can be shown on a terminal.
  public var json: String {
    var bytes: [UInt8] = []
    appendJSON(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends ``json`` in UTF-8.
  package func appendJSON(to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes += "null".utf8
    case .integer, .decimal, .number, .boolean: bytes += description.utf8
    case .money(let money): Self.append(money.amount, money.currency, to: &bytes)
    case .amount(let amount, let currency): Self.append(amount, currency, to: &bytes)
    case .list(let values):
      bytes.append(UInt8(ascii: "["))
      for (position, value) in values.enumerated() {
        if position > 0 { bytes += ", ".utf8 }
        value.appendJSON(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .group(let fields):
      bytes.append(UInt8(ascii: "{"))
      for (position, (name, value)) in fields.sorted(by: { $0.key < $1.key }).enumerated() {
        if position > 0 { bytes += ", ".utf8 }
        Self.append(name, to: &bytes)
        bytes += ": ".utf8
        value.appendJSON(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    case .text, .date, .instant, .duration, .reference: Self.append(text ?? "", to: &bytes)
    }
  }

  private static func append(_ amount: ExactDecimal, _ currency: Currency, to bytes: inout [UInt8]) {
    let amount = amount.text(minimumScale: currency.minorUnits)
    bytes += "{\"amount\": \"\(amount)\", \"currency\": \"\(currency.code)\"}".utf8
  }

  private static func append(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": bytes += "\\\"".utf8
      case "\\": bytes += "\\\\".utf8
      case "\n": bytes += "\\n".utf8
      case "\t": bytes += "\\t".utf8
      case "\r": bytes += "\\r".utf8
      case " "..."~": bytes.append(UInt8(truncatingIfNeeded: scalar.value))
      case _ where scalar.isHarmless: bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
      default: escape(scalar, to: &bytes)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func escape(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
    for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
      let digits = String(unit, radix: 16)
      bytes += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
    }
  }
}

extension Unicode.Scalar {
  /// Whether the character is shown and nothing else: not one that controls a terminal, ends a line, or overrides or
  /// isolates the direction of what follows.
  fileprivate var isHarmless: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: false
    default: !(0x202D...0x202E ~= value || 0x2066...0x2069 ~= value)
    }
  }
}
