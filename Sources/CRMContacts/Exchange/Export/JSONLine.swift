import CRMCore

/// Writes values as JSON objects, one a line.
struct JSONLine {
  private let keys: [[UInt8]]
  private var bytes: [UInt8] = []

  init(keys: [String]) {
    self.keys = keys.map { key in
      var line = JSONLine(keys: [])
      line.append(text: key)
      return line.bytes
    }
  }

  /// The line of the values of the keys, with its end.
  mutating func write(_ values: [AnyValue]) -> ArraySlice<UInt8> {
    bytes.removeAll(keepingCapacity: true)
    for (index, (key, value)) in zip(keys, values).enumerated() {
      bytes.append(UInt8(ascii: index == 0 ? "{" : ","))
      bytes += key
      bytes.append(UInt8(ascii: ":"))
      append(value)
    }
    bytes += values.isEmpty ? Array("{}\n".utf8) : Array("}\n".utf8)
    return bytes[...]
  }

  private mutating func append(_ value: AnyValue) {
    switch value {
    case .null: bytes += "null".utf8
    case .integer, .number, .boolean: bytes += value.description.utf8
    case .money(let money): append(amount: money.amount, money.currency)
    case .amount(let amount, let currency): append(amount: amount, currency)
    case .list(let values):
      bytes.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        append(value)
      }
      bytes.append(UInt8(ascii: "]"))
    case .group(let values):
      bytes.append(UInt8(ascii: "{"))
      for (index, (name, value)) in values.sorted(by: { $0.key < $1.key }).enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        append(text: name)
        bytes.append(UInt8(ascii: ":"))
        append(value)
      }
      bytes.append(UInt8(ascii: "}"))
    default: append(text: value.text ?? "")
    }
  }

  private mutating func append(amount: ExactDecimal, _ currency: Currency) {
    bytes += "{\"amount\":\"\(amount.text(minimumScale: currency.minorUnits))\",\"currency\":\"\(currency.code)\"}".utf8
  }

  private mutating func append(text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case UInt8(ascii: "\n"): bytes += "\\n".utf8
      case UInt8(ascii: "\r"): bytes += "\\r".utf8
      case UInt8(ascii: "\t"): bytes += "\\t".utf8
      case 0..<0x20: bytes += "\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
