/// Reads the pieces of a filter's text: words, quoted text, operators.
///
/// What a piece means is up to the parser.
///
/// It goes by Unicode scalars, so that a combining mark behind a quotation mark does not hide it.
struct FilterScanner {
  let text: String
  private(set) var index: String.Index

  init(_ text: String) {
    self.text = text
    index = text.startIndex
    skipSpace()
  }

  var isAtEnd: Bool { index == text.unicodeScalars.endIndex }

  /// The scalar to be read next; nil at the end.
  var next: Unicode.Scalar? { isAtEnd ? nil : text.unicodeScalars[index] }

  func error(
    at place: String.Index? = nil, _ message: String, suggestions: [String] = []
  ) -> FilterSyntaxError {
    FilterSyntaxError(text: text, at: place ?? index, message, suggestions: suggestions)
  }

  mutating func back(to place: String.Index) { index = place }

  mutating func advance() { text.unicodeScalars.formIndex(after: &index) }

  /// Skips white space, and the marks without width that keyboards leave behind.
  mutating func skipSpace() {
    while let scalar = next, scalar.isFilterSpace { advance() }
  }

  /// Reads one of the scalars, and the space behind it.
  mutating func skip(_ first: Unicode.Scalar, _ second: Unicode.Scalar? = nil) -> Bool {
    guard let scalar = next, scalar == first || scalar == second else { return false }
    advance()
    skipSpace()
    return true
  }

  /// Reads the symbol of ASCII characters, and the space behind it.
  mutating func skip(symbol: String) -> Bool {
    guard text.utf8[index...].starts(with: symbol.utf8) else { return false }
    text.utf8.formIndex(&index, offsetBy: symbol.utf8.count)
    skipSpace()
    return true
  }

  /// Reads scalars as long as they qualify; does not skip the space behind them.
  mutating func run(while isPart: (Unicode.Scalar) -> Bool) -> Substring {
    let start = index
    while let scalar = next, isPart(scalar) { advance() }
    return text[start..<index]
  }

  /// Reads the word without skipping the space behind it; nil when no name begins here.
  mutating func name() -> Substring? {
    guard let scalar = next, scalar.isNameStart else { return nil }
    return run(while: \.isNamePart)
  }

  /// The name that begins here, which is not read.
  func peekName() -> Substring? {
    var copy = self
    return copy.name()
  }

  /// Reads one of the words when it is next, and the space behind it.
  mutating func skip(_ words: FilterWord...) -> FilterWord? {
    let start = index
    guard let name = name(), let word = FilterWord(name), words.contains(word) else {
      index = start
      return nil
    }
    skipSpace()
    return word
  }

  /// Reads text in quotation marks; nil when none begins here.
  mutating func quoted() throws(FilterSyntaxError) -> String? {
    guard let opening = next, let closing = FilterScanner.closing[opening] else { return nil }
    return try content(until: closing)
  }

  /// Reads a mark, and what follows until the closing one, with escapes.
  mutating func content(until closing: Unicode.Scalar) throws(FilterSyntaxError) -> String {
    let start = index
    advance()
    var content = String.UnicodeScalarView()
    while let scalar = next {
      if scalar == closing {
        advance()
        return String(content)
      }
      content.append(scalar == "\\" ? try escape() : scalar)
      advance()
    }
    throw error(at: start, "the \(text.unicodeScalars[start]) that opens here is never closed; add \(closing)")
  }

  /// The scalar that an escape stands for; its last scalar remains to be read.
  private mutating func escape() throws(FilterSyntaxError) -> Unicode.Scalar {
    let start = index
    advance()
    switch next {
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "u":
      advance()
      guard next == "{" else { break }
      advance()
      let digits = run { $0.properties.isASCIIHexDigit }
      guard next == "}", digits.utf8.count <= 8, let value = UInt32(digits, radix: 16),
        let scalar = Unicode.Scalar(value)
      else { break }
      return scalar
    case .some(let scalar) where !scalar.isNamePart: return scalar
    default: break
    }
    throw error(
      at: start,
      #"an escape is one of \" \' \\ \n \r \t and \u{…} with the number of a character; write \\ for a backslash"#)
  }

  private static let closing: [Unicode.Scalar: Unicode.Scalar] = ["\"": "\"", "'": "'", "«": "»", "“": "”", "‘": "’"]
}

extension Unicode.Scalar {
  /// Letters of any script and the underscore.
  var isNameStart: Bool {
    if isASCII { return isLetterOrUnderscore }
    return properties.generalCategory.isLetter
  }

  /// Letters, digits and marks of any script and the underscore.
  var isNamePart: Bool {
    if isASCII { return isLetterOrUnderscore || ("0"..."9").contains(self) }
    let category = properties.generalCategory
    return category.isLetter || category == .decimalNumber || category == .letterNumber || category == .otherNumber
      || category == .nonspacingMark || category == .spacingMark
  }

  private var isLetterOrUnderscore: Bool {
    ("a"..."z").contains(self) || ("A"..."Z").contains(self) || self == "_"
  }

  /// White space, direction marks, the byte order mark and the joiners.
  fileprivate var isFilterSpace: Bool {
    if isASCII { return value == 0x20 || (0x09...0x0D).contains(value) }
    return properties.isWhitespace || properties.isBidiControl || value == 0xFEFF || value == 0x200B || value == 0x200C
  }
}

extension Unicode.GeneralCategory {
  fileprivate var isLetter: Bool {
    switch self {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }
}
