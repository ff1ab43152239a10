/// Reads conditions by recursive descent; the grammar is in the article <doc:FilterLanguage>.
///
/// The time is linear in the length, and both the length and the depth are bounded, so no text can exhaust anything.
struct FilterParser {
  /// The greatest length of a filter's text in UTF-8.
  static let maximumBytes = 65_536
  /// The greatest number of values in one list.
  static let maximumValues = 10_000

  var scanner: FilterScanner
  private(set) var marks: [FilterMark] = []
  private var depth = 0

  private init(_ text: String) { scanner = FilterScanner(text) }

  /// Reads a whole text.
  static func parse(_ text: String) throws(FilterSyntaxError) -> (filter: FilterExpression, marks: [FilterMark]) {
    guard text.utf8.count <= maximumBytes else {
      throw FilterSyntaxError(
        text: text, at: text.startIndex,
        "the filter takes \(text.utf8.count) bytes in UTF-8, and at most \(maximumBytes) are read"
      )
    }
    var parser = FilterParser(text)
    guard !parser.scanner.isAtEnd else {
      throw parser.scanner.error("the filter is empty; write true to match every record")
    }
    let filter = try parser.disjunction()
    guard parser.scanner.isAtEnd else { throw parser.unexpected() }
    guard filter.height <= FilterExpression.maximumDepth else {
      throw FilterSyntaxError(text: text, at: text.startIndex, FilterError.tooDeep.description)
    }
    return (filter, parser.marks)
  }

  mutating func leave(_ mark: FilterMark) { marks.append(mark) }

  /// Remembers that a literal of the condition that is being read begins here.
  mutating func markLiteral() { marks[marks.count - 1].literals.append(scanner.index) }
}

// MARK: - Connectives

extension FilterParser {
  private mutating func disjunction() throws(FilterSyntaxError) -> FilterExpression {
    var parts = [try conjunction()]
    while scanner.skip(.or) != nil || scanner.skip(symbol: "||") { parts.append(try conjunction()) }
    return parts.count == 1 ? parts[0] : .or(parts)
  }

  private mutating func conjunction() throws(FilterSyntaxError) -> FilterExpression {
    var parts = [try negation()]
    while scanner.skip(.and) != nil || scanner.skip(symbol: "&&") { parts.append(try negation()) }
    return parts.count == 1 ? parts[0] : .and(parts)
  }

  private mutating func negation() throws(FilterSyntaxError) -> FilterExpression {
    guard scanner.skip(.not) != nil || scanner.skip("!") else { return try condition() }
    try descend()
    defer { depth -= 1 }
    return .not(try negation())
  }

  private mutating func condition() throws(FilterSyntaxError) -> FilterExpression {
    let start = scanner.index
    if scanner.next == "(" { return try parenthesized() }
    switch scanner.skip(.true, .false, .and, .or, .any, .all) {
    case .true: return .constant(true)
    case .false: return .constant(false)
    case .and where scanner.next == "(": return .and(try arguments())
    case .or where scanner.next == "(": return .or(try arguments())
    case .any: return try quantified(FilterExpression.any)
    case .all: return try quantified(FilterExpression.all)
    case .some(let word): throw scanner.error(at: start, "a condition is missing before “\(word.rawValue)”")
    case nil: break
    }
    let path = try self.path()
    return try comparison(path)
  }

  /// Reads a condition in parentheses.
  private mutating func parenthesized() throws(FilterSyntaxError) -> FilterExpression {
    let start = scanner.index
    try descend()
    defer { depth -= 1 }
    _ = scanner.skip("(")
    let inner = try disjunction()
    try close(start)
    return inner
  }

  /// Reads the conditions of `and(…)` and `or(…)`.
  private mutating func arguments() throws(FilterSyntaxError) -> [FilterExpression] {
    let start = scanner.index
    try descend()
    defer { depth -= 1 }
    _ = scanner.skip("(")
    if scanner.skip(")") { return [] }
    var parts = [try disjunction()]
    while scanner.skip(",", "،") { parts.append(try disjunction()) }
    try close(start)
    return parts
  }

  private mutating func quantified(
    _ make: (FieldPath, FilterExpression) -> FilterExpression
  ) throws(FilterSyntaxError) -> FilterExpression {
    let path = try self.path()
    if scanner.next == "(" { return make(path, try parenthesized()) }
    leave(FilterMark(names: [scanner.index], comparison: scanner.index))
    return make(path, try comparison(.element))
  }

  private mutating func close(_ start: String.Index) throws(FilterSyntaxError) {
    if scanner.skip(")") { return }
    guard scanner.isAtEnd else { throw unexpected() }
    throw scanner.error(at: start, "the parenthesis that opens here is never closed; add )")
  }

  private mutating func descend() throws(FilterSyntaxError) {
    guard depth < FilterExpression.maximumDepth else { throw scanner.error(FilterError.tooDeep.description) }
    depth += 1
  }
}

// MARK: - Names

extension FilterParser {
  /// Reads a path, leaves a mark for it, and skips the space behind it.
  private mutating func path() throws(FilterSyntaxError) -> FieldPath {
    var starts = [scanner.index]
    var text = try name(isFirst: true)
    while scanner.next == "." {
      scanner.advance()
      starts.append(scanner.index)
      text += try "." + name(isFirst: false)
    }
    scanner.skipSpace()
    leave(FilterMark(names: starts, comparison: scanner.index))
    return FieldPath(text)
  }

  private mutating func name(isFirst: Bool) throws(FilterSyntaxError) -> String {
    if scanner.next == "`" { return try scanner.content(until: "`") }
    let start = scanner.index
    guard let name = scanner.name() else {
      throw isFirst
        ? missingCondition()
        : scanner.error("a name is missing behind the point; one that is no word stands in backquotes")
    }
    guard isFirst, FilterWord(name) != nil else { return String(name) }
    throw scanner.error(
      at: start,
      "a condition begins with a field, and “\(name)” is none; a field of that name stands in backquotes",
      suggestions: ["`\(name)`"])
  }

  private func missingCondition() -> FilterSyntaxError {
    switch scanner.next {
    case nil: scanner.error("a condition is missing at the end")
    case ")": scanner.error("a condition is missing before the parenthesis")
    default: scanner.error("a condition begins with a field, as in score > 50, and this is none")
    }
  }

  /// Something stands where a condition has ended.
  private func unexpected() -> FilterSyntaxError {
    if scanner.next == ")" { return scanner.error("no parenthesis is open that this one could close; leave it out") }
    let name = scanner.peekName().map(String.init) ?? ""
    return scanner.error(
      "the condition has ended here, and “and” or “or” is missing before the next one",
      suggestions: Spelling.nearest(to: name, among: FilterWord.connectives.map(\.rawValue)))
  }
}

extension FilterExpression {
  /// How many conditions lie inside of each other, this one counted.
  fileprivate var height: Int {
    switch self {
    case .and(let parts), .or(let parts): 1 + (parts.map(\.height).max() ?? 0)
    case .not(let inner), .any(_, let inner), .all(_, let inner): 1 + inner.height
    case .constant, .compare, .isIn, .between, .text, .matches, .during: 1
    }
  }
}
