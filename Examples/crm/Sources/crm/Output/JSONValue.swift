/// A JSON value that keeps the order of its keys and the digits of its numbers.
enum JSONValue: Hashable {
  case null
  case boolean(Bool)
  /// The digits as they are to stand in the text.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([Member])

  /// One key of an object with its value.
  struct Member: Hashable {
    let key: String
    let value: JSONValue
  }

  /// An object with its keys in this order.
  static func object(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
    .object(members.map { Member(key: $0.key, value: $0.value) })
  }

  static func number(_ value: some BinaryInteger) -> JSONValue { .number("\(value)") }

  /// A string, or null.
  static func string(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }

  /// The value as text, for scripts and for people: a row of a list is a line.
  ///
  /// Nothing in it can drive a terminal: control characters and those that reorder text are escaped, as JSON allows.
  var text: String {
    var text = ""
    write(to: &text, indentation: 0)
    return text
  }

  /// Whether it holds others that hold values.
  private var isExpanded: Bool {
    switch self {
    case .array(let values): values.contains(where: \.isContainer)
    case .object(let members): members.contains(where: \.value.isExpanded)
    default: false
    }
  }

  private var isContainer: Bool {
    switch self {
    case .array, .object: true
    default: false
    }
  }

  private func write(to text: inout String, indentation: Int) {
    let isExpanded = isExpanded || (indentation == 0 && self != .array([]) && self != .object([]))
    switch self {
    case .null: text += "null"
    case .boolean(let value): text += value ? "true" : "false"
    case .number(let digits): text += digits
    case .string(let string): JSONValue.write(string, to: &text)
    case .array(let values):
      JSONValue.write(values, "[", "]", isExpanded, to: &text, indentation) { $0.write(to: &$1, indentation: $2) }
    case .object(let members):
      JSONValue.write(members, "{", "}", isExpanded, to: &text, indentation) { member, text, indentation in
        JSONValue.write(member.key, to: &text)
        text += ": "
        member.value.write(to: &text, indentation: indentation)
      }
    }
  }

  private static func write<Part>(
    _ parts: [Part], _ open: String, _ close: String, _ isExpanded: Bool, to text: inout String, _ indentation: Int,
    _ write: (Part, inout String, Int) -> Void
  ) {
    text += open
    for (position, part) in parts.enumerated() {
      if position > 0 { text += isExpanded ? "," : ", " }
      if isExpanded { text += "\n" + String(repeating: "  ", count: indentation + 1) }
      write(part, &text, indentation + 1)
    }
    if isExpanded { text += "\n" + String(repeating: "  ", count: indentation) }
    text += close
  }

  private static func write(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case "\r": text += "\\r"
      case _ where scalar.drivesTerminals:
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
