extension FilterParser {
  /// Reads what stands behind a field: an operator and its operands.
  mutating func comparison(_ path: FieldPath) throws(FilterSyntaxError) -> FilterExpression {
    let start = scanner.index
    let symbol = scanner.run { FilterParser.operatorScalars.contains($0) }
    if !symbol.isEmpty {
      guard let comparison = FilterParser.symbols[String(symbol)] else { throw unknownOperator(symbol, at: start) }
      scanner.skipSpace()
      return .compare(path, comparison, try operand())
    }
    guard let name = scanner.name() else { throw missingOperator(path, at: start) }
    scanner.skipSpace()
    switch FilterWord(name) {
    case .is:
      let isNegated = scanner.skip(.not) != nil
      return .compare(path, isNegated ? .notEqual : .equal, try operand())
    case .not:
      let start = scanner.index
      guard let name = scanner.name(), let word = FilterWord(name), FilterWord.operators.contains(word) else {
        throw scanner.error(
          at: start, "behind a field, “not” is followed by \(FilterParser.list(FilterWord.operators))")
      }
      scanner.skipSpace()
      return .not(try condition(path, word))
    case .some(let word) where FilterWord.operators.contains(word): return try condition(path, word)
    case .and, .or: throw missingOperator(path, at: start)
    default: throw unknownOperator(name, at: start)
    }
  }

  private mutating func condition(_ path: FieldPath, _ word: FilterWord) throws(FilterSyntaxError) -> FilterExpression {
    switch word {
    case .contains: return .text(path, .contains, try words(word))
    case .hasPrefix: return .text(path, .hasPrefix, try words(word))
    case .hasSuffix: return .text(path, .hasSuffix, try words(word))
    case .matches: return .matches(path, try words(word))
    case .between:
      let lower = try operand()
      guard scanner.skip(.and) != nil || scanner.skip(symbol: "&&") else {
        throw scanner.error("between takes two values, as in between 1 and 5; “and” is missing here")
      }
      return .between(path, lower, try operand())
    default:
      if scanner.next == "(" { return .isIn(path, try values(until: ")")) }
      if scanner.next == "[" { return .isIn(path, try values(until: "]")) }
      return .during(path, try period())
    }
  }

  private mutating func operand() throws(FilterSyntaxError) -> AnyValue {
    markLiteral()
    return try literal()
  }

  /// Reads the text that an operator looks for.
  private mutating func words(_ word: FilterWord) throws(FilterSyntaxError) -> String {
    markLiteral()
    guard let text = try scanner.quoted() else {
      throw scanner.error("\(word.rawValue) is followed by text in quotation marks")
    }
    scanner.skipSpace()
    return text
  }

  /// Reads the values of a list with the mark that opens it.
  private mutating func values(until closing: Unicode.Scalar) throws(FilterSyntaxError) -> [AnyValue] {
    let start = scanner.index
    scanner.advance()
    scanner.skipSpace()
    if scanner.skip(closing) { return [] }
    var values: [AnyValue] = []
    repeat {
      guard values.count < FilterParser.maximumValues else {
        throw scanner.error("a list holds at most \(FilterParser.maximumValues) values")
      }
      values.append(try operand())
    } while scanner.skip(",", "،")
    if scanner.skip(closing) { return values }
    if scanner.isAtEnd { throw scanner.error(at: start, "the list that opens here is never closed; add \(closing)") }
    throw scanner.error("a comma, or the \(closing) that ends the list, is missing here")
  }

  /// Reads the words of a period relative to now, up to the end of the condition.
  private mutating func period() throws(FilterSyntaxError) -> RelativePeriod {
    let start = scanner.index
    if let next = scanner.next, FilterParser.quotes.contains(next) {
      throw scanner.error("values behind “in” stand in parentheses, as in (\"a\", \"b\")")
    }
    markLiteral()
    var words: [String] = []
    while let next = scanner.next, !FilterParser.ends.contains(next) {
      if let name = scanner.peekName(), let word = FilterWord(name), FilterWord.connectives.contains(word) { break }
      let word = scanner.run { !$0.properties.isWhitespace && !FilterParser.ends.contains($0) }
      words.append(FilterParser.plainDigits(word))
      scanner.skipSpace()
    }
    // No period has more than three words, and long texts take time to fold.
    let text = words.prefix(4).joined(separator: " ")
    if text.utf8.count <= 60, let period = RelativePeriod(text: text) { return period }
    throw scanner.error(
      at: start,
      "in is followed by values in parentheses, or by a period such as last 90 days, this month, today or next 2 weeks",
      suggestions: RelativePeriod.near(words.prefix(4)))
  }
}

extension RelativePeriod {
  /// The period that somebody who misspelt some words of it may have meant.
  fileprivate static func near(_ words: ArraySlice<String>) -> [String] {
    let units = DateStep.allCases.map(\.rawValue) + DateGranularity.allCases.map(\.rawValue)
    let known = ["today", "yesterday", "tomorrow", "last", "next", "this", "fiscal"] + units
    let guesses = words.map { word in
      word.first?.isNumber == true ? word : Spelling.nearest(to: word, among: known).first ?? word
    }
    let period = RelativePeriod(text: guesses.joined(separator: " "))
    return period.map { ["\($0)"] } ?? []
  }
}

extension FilterParser {
  private static let operatorScalars = Set("=<>!~≠≤≥".unicodeScalars)
  private static let quotes = Set("\"'«“‘".unicodeScalars)
  private static let ends = quotes.union("),،&|".unicodeScalars)

  private static let symbols: [String: FilterExpression.Comparison] = [
    "==": .equal, "=": .equal, "!=": .notEqual, "<>": .notEqual, "≠": .notEqual, "<": .less, "<=": .lessOrEqual,
    "≤": .lessOrEqual,
    ">": .greater, ">=": .greaterOrEqual, "≥": .greaterOrEqual,
  ]

  private static func list(_ words: [FilterWord]) -> String { words.map(\.rawValue).joined(separator: ", ") }

  private func unknownOperator(_ name: Substring, at start: String.Index) -> FilterSyntaxError {
    let words = (FilterWord.operators + [.is, .not]).map(\.rawValue)
    let nearest =
      ForeignOperator.meanings[name.lowercased()].map { [$0] } ?? Spelling.nearest(to: String(name), among: words)
    let all = "; it is one of ==, !=, <, <=, >, >=, \(FilterParser.list(FilterWord.operators))"
    return scanner.error(
      at: start, "“\(name.prefix(40))” is no operator" + (nearest.isEmpty ? all : ""), suggestions: nearest)
  }

  private func missingOperator(_ path: FieldPath, at start: String.Index) -> FilterSyntaxError {
    let isNameable = path != .element && path.text.utf8.count <= 60
    return scanner.error(
      at: start, "an operator and a value are missing here",
      suggestions: isNameable
        ? Spelling.nearest(to: path.text, among: ["true", "false"]) + ["\(FilterPrinter.text(of: path)) == true"] : [])
  }
}
