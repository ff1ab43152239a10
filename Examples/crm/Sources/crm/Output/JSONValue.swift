import CRMKit

/// A JSON value that keeps the order of its keys and the digits of its numbers.
enum JSONValue: Hashable, Sendable {
  /// A value that stands on one line, as it is to be written.
  case literal(String)
  case array([JSONValue])
  case object([Member])

  /// One key of an object with its value.
  struct Member: Hashable, Sendable {
    let key: String
    let value: JSONValue
  }

  /// An object with its keys in this order.
  static func object(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
    .object(members.map { Member(key: $0.key, value: $0.value) })
  }

  static let null = JSONValue(.null)

  static func boolean(_ value: Bool) -> JSONValue { JSONValue(.boolean(value)) }

  static func number(_ value: some BinaryInteger) -> JSONValue { .literal("\(value)") }

  /// A string, or null.
  static func string(_ value: String?) -> JSONValue { JSONValue(value.map(AnyValue.text) ?? .null) }

  /// A value of a record or a report.
  init(_ value: AnyValue) { self = .literal(value.json) }

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
    case .literal(let value): text += value
    case .array(let values):
      JSONValue.write(values, "[", "]", isExpanded, to: &text, indentation) { $0.write(to: &$1, indentation: $2) }
    case .object(let members):
      JSONValue.write(members, "{", "}", isExpanded, to: &text, indentation) { member, text, indentation in
        text += AnyValue.text(member.key).json
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
}
