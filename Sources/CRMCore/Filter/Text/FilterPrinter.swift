/// Writes conditions in the one form that reads back as the same expression, with no parentheses that it can do
/// without.
struct FilterPrinter {
  /// What surrounds a condition, loosest first.
  private enum Surroundings: Comparable { case none, or, and, not }

  private(set) var text = ""

  static func text(of filter: FilterExpression) -> String {
    var printer = FilterPrinter()
    printer.write(filter, in: .none)
    return printer.text
  }

  private mutating func write(_ filter: FilterExpression, in surroundings: Surroundings) {
    switch filter {
    case .constant(let value): text += value ? "true" : "false"
    case .and(let parts): write(parts, .and, within: .and, in: surroundings)
    case .or(let parts): write(parts, .or, within: .or, in: surroundings)
    case .any(let path, let inner): write(.any, path, inner)
    case .all(let path, let inner): write(.all, path, inner)
    default:
      if let (path, comparison) = FilterPrinter.comparison(filter) {
        text += FilterPrinter.text(of: path) + " " + comparison
      } else if case .not(let inner) = filter {
        text += "not "
        write(inner, in: .not)
      }
    }
  }

  /// Writes the parts with the word between them; `and()` and `and(x)` where there are not two.
  private mutating func write(
    _ parts: [FilterExpression], _ word: FilterWord, within inner: Surroundings, in surroundings: Surroundings
  ) {
    let isPrefix = parts.count < 2
    let needsParentheses = !isPrefix && surroundings >= inner
    if isPrefix { text += word.rawValue }
    if isPrefix || needsParentheses { text += "(" }
    for (position, part) in parts.enumerated() {
      if position > 0 { text += " \(word.rawValue) " }
      write(part, in: isPrefix ? .none : inner)
    }
    if isPrefix || needsParentheses { text += ")" }
  }

  private mutating func write(_ word: FilterWord, _ path: FieldPath, _ inner: FilterExpression) {
    text += word.rawValue + " " + FilterPrinter.text(of: path) + " "
    if let (path, comparison) = FilterPrinter.comparison(inner), path == .element {
      text += comparison
    } else {
      text += "("
      write(inner, in: .none)
      text += ")"
    }
  }

  /// The path of a condition on a field, and what stands behind it; nil for other conditions.
  private static func comparison(_ filter: FilterExpression) -> (FieldPath, String)? {
    switch filter {
    case .compare(let path, let comparison, let value): return (path, "\(comparison.rawValue) \(literal(value))")
    case .not(let inner):
      if case .compare = inner { return nil }
      if case .not = inner { return nil }
      return comparison(inner).map { ($0, "not " + $1) }
    case .isIn(let path, let values): return (path, "in (\(values.map(literal).joined(separator: ", ")))")
    case .between(let path, let low, let high): return (path, "between \(literal(low)) and \(literal(high))")
    case .text(let path, let test, let words): return (path, "\(test.rawValue) \(quoted(words, "\""))")
    case .matches(let path, let words): return (path, "matches \(quoted(words, "\""))")
    case .during(let path, let period): return (path, "in \(period)")
    case .constant, .and, .or, .any, .all: return nil
    }
  }
}

// MARK: - Names and values

extension FilterPrinter {
  /// The path, with those names in backquotes that are no names by themselves.
  static func text(of path: FieldPath) -> String {
    path.names.enumerated().map { position, name in
      var scalars = name.unicodeScalars[...]
      let isName = scalars.popFirst()?.isNameStart == true && scalars.allSatisfy(\.isNamePart)
      let isPlain = isName && (position > 0 || FilterWord(name) == nil)
      return isPlain ? String(name) : quoted(String(name), "`")
    }.joined(separator: ".")
  }

  static func literal(_ value: AnyValue) -> String {
    switch value {
    case .text(let text): return quoted(text, "\"")
    case .decimal(let value): return value.text(minimumScale: 1)
    case .number(let value):
      let text = value.isFinite ? "\(value)" : value < 0 ? "-1e999" : "1e999"
      return text.utf8.contains(UInt8(ascii: "e")) ? text : text + "e0"
    case .amount(let value, let currency):
      return "\(value.text(minimumScale: currency.minorUnits + 1)) \(currency.unambiguousCode)"
    case .list(let values): return "[\(values.map(literal).joined(separator: ", "))]"
    case .group(let values):
      let pairs = values.sorted { $0.key < $1.key }.map { "\(quoted($0, "\"")): \(literal($1))" }
      return "{\(pairs.joined(separator: ", "))}"
    case .null, .integer, .boolean, .money, .date, .instant, .duration, .reference: return value.description
    }
  }

  /// The text between two marks; what would end it, and what can't be seen or turns lines around, is escaped.
  static func quoted(_ text: String, _ mark: Unicode.Scalar) -> String {
    var quoted = String.UnicodeScalarView()
    quoted.append(mark)
    for scalar in text.unicodeScalars {
      switch scalar {
      case mark, "\\": quoted.append(contentsOf: ["\\", scalar])
      case "\n": quoted.append(contentsOf: ["\\", "n"])
      case "\r": quoted.append(contentsOf: ["\\", "r"])
      case "\t": quoted.append(contentsOf: ["\\", "t"])
      case _ where scalar.isHidden:
        quoted.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
      default: quoted.append(scalar)
      }
    }
    quoted.append(mark)
    return String(quoted)
  }
}

extension Unicode.Scalar {
  /// Controls, line and paragraph separators, the byte order mark, and the marks that embed or override a direction.
  fileprivate var isHidden: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
    default: false
    }
  }
}
