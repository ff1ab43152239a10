/// Takes Swift apart into tokens and comments, so that a rule never takes what is said or quoted for code.
///
/// The code inside an interpolation counts as code. Marks are single characters, except that `try!`, `try?`, `as!`
/// and `as?` are one token.
struct SourceLexer {
  private(set) var tokens: [Token] = []
  private(set) var comments: [SourceComment] = []
  private(set) var line = 1

  private let bytes: [UInt8]
  private var position = 0

  init(_ text: String) {
    bytes = Array(text.utf8)
  }

  static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...:
      true
    default:
      false
    }
  }

  /// Reads everything, or an interpolation as far as the parenthesis that closes it.
  mutating func read(interpolation: Bool = false) {
    var depth = 0
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"): readLineComment()
      case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"): readBlockComment()
      case UInt8(ascii: "/") where regexLength() != nil: skipLiteral(length: regexLength() ?? 1)
      case UInt8(ascii: "\""): readText(pounds: 0)
      case UInt8(ascii: "#"): readPounds()
      case UInt8(ascii: "`"): readQuotedWord()
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): advance()
      case _ where Self.isWordByte(byte): readWord()
      default:
        if byte == UInt8(ascii: "(") { depth += 1 }
        if byte == UInt8(ascii: ")") { depth -= 1 }
        take(length: 1)
        if interpolation, depth == 0 { return }
      }
    }
  }

  private func peek(_ offset: Int = 0) -> UInt8? {
    position + offset < bytes.count ? bytes[position + offset] : nil
  }

  private func starts(with text: String) -> Bool {
    bytes[position...].starts(with: text.utf8)
  }

  private func text(from start: Int, to end: Int) -> String {
    String(decoding: bytes[start..<end], as: UTF8.self)
  }

  private mutating func advance(_ count: Int = 1) {
    let end = min(position + count, bytes.count)
    while position < end {
      if bytes[position] == UInt8(ascii: "\n") { line += 1 }
      position += 1
    }
  }

  private mutating func take(length: Int) {
    tokens.append(Token(text: text(from: position, to: position + length), line: line))
    position += length
  }

  private mutating func skipLiteral(length: Int) {
    tokens.append(Token(text: "//", line: line))
    advance(length)
  }

  private mutating func readWord() {
    var length = 1
    while let byte = peek(length), Self.isWordByte(byte) { length += 1 }
    let word = bytes[position..<(position + length)]
    let isForced = word.elementsEqual("try".utf8) || word.elementsEqual("as".utf8)
    if isForced, let mark = peek(length), mark == UInt8(ascii: "!") || mark == UInt8(ascii: "?") { length += 1 }
    take(length: length)
  }

  private mutating func readQuotedWord() {
    var length = 1
    while let byte = peek(length), byte != UInt8(ascii: "`"), byte != UInt8(ascii: "\n") { length += 1 }
    take(length: min(length + 1, bytes.count - position))
  }

  private mutating func readLineComment() {
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
    comments.append(SourceComment(text: text(from: start, to: position), lines: line...line))
  }

  private mutating func readBlockComment() {
    let start = position
    let firstLine = line
    var depth = 0
    repeat {
      if starts(with: "/*") {
        depth += 1
        advance(2)
      } else if starts(with: "*/") {
        depth -= 1
        advance(2)
      } else {
        advance()
      }
    } while depth > 0 && position < bytes.count
    comments.append(SourceComment(text: text(from: start, to: position), lines: firstLine...line))
  }

  /// Reads what begins with number signs: a raw text, an extended regular expression, or a directive.
  private mutating func readPounds() {
    var pounds = 1
    while peek(pounds) == UInt8(ascii: "#") { pounds += 1 }
    switch peek(pounds) {
    case UInt8(ascii: "\""):
      advance(pounds)
      readText(pounds: pounds)
    case UInt8(ascii: "/"):
      let closing = "/" + String(repeating: "#", count: pounds)
      tokens.append(Token(text: "//", line: line))
      advance(pounds + 1)
      while position < bytes.count, !starts(with: closing) { advance() }
      advance(closing.utf8.count)
    default:
      take(length: pounds)
    }
  }

  /// Reads a text from its opening quotation mark on; its interpolations are tokens in parentheses behind it.
  private mutating func readText(pounds: Int) {
    let signs = String(repeating: "#", count: pounds)
    let isLong = starts(with: "\"\"\"") && restOfLineIsBlank(after: 3)
    let quotes = isLong ? "\"\"\"" : "\""
    tokens.append(Token(text: "\"\"", line: line))
    advance(quotes.utf8.count)
    while let byte = peek() {
      if byte == UInt8(ascii: "\\"), starts(with: "\\" + signs) {
        advance(1 + pounds)
        if peek() == UInt8(ascii: "(") { read(interpolation: true) } else { advance() }
      } else if byte == UInt8(ascii: "\""), starts(with: quotes + signs) {
        return advance(quotes.utf8.count + pounds)
      } else if byte == UInt8(ascii: "\n"), !isLong {
        return
      } else {
        advance()
      }
    }
  }

  private func restOfLineIsBlank(after offset: Int) -> Bool {
    let rest = bytes[(position + offset)...].prefix { $0 != UInt8(ascii: "\n") }
    return rest.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") }
  }

  /// The length of the regular expression `/…/` that begins here; nil where the slash is an operator.
  private func regexLength() -> Int? {
    let before = tokens.last?.text ?? "="
    guard "=(,:[{!&|;".contains(before) || before == "return" || before == "in", let next = peek(1),
      next != UInt8(ascii: " "), next != UInt8(ascii: ")")
    else { return nil }
    var length = 1
    while let byte = peek(length), byte != UInt8(ascii: "\n") {
      if byte == UInt8(ascii: "/") { return length + 1 }
      length += byte == UInt8(ascii: "\\") ? 2 : 1
    }
    return nil
  }
}
