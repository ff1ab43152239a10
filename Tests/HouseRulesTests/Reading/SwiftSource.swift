/// A word, a mark or a literal of Swift code; of a text literal only that it is there.
struct Token: Equatable, Sendable {
  var text: String
  var line: Int

  var isWord: Bool {
    text.utf8.first.map { SourceLexer.isWordByte($0) || $0 == UInt8(ascii: "`") } ?? false
  }
}

/// A comment of Swift code, with its marks.
struct SourceComment: Equatable, Sendable {
  var text: String
  var lines: ClosedRange<Int>
}

/// A file of Swift, read far enough to ask what it says and what it only talks about.
struct SwiftSource: Sendable {
  /// The path from the root of the repository: `Sources/CRMCore/Record/Record.swift`.
  let path: String
  let tokens: [Token]
  let comments: [SourceComment]
  let lineCount: Int

  private let placesByText: [String: [Int]]

  init(path: String, text: String) {
    var lexer = SourceLexer(text)
    lexer.read()
    self.path = path
    tokens = lexer.tokens
    comments = lexer.comments
    placesByText = Dictionary(grouping: tokens.indices) { [tokens] in tokens[$0].text }
    lineCount = text.isEmpty ? 0 : lexer.line - (text.hasSuffix("\n") ? 1 : 0)
  }

  /// The names of the folders on the way, and of the file.
  var pathComponents: [String] { path.split(separator: "/").map(String.init) }

  /// The module that the file belongs to, nil outside of `Sources`.
  var module: String? {
    let components = pathComponents
    return components.count > 2 && components[0] == "Sources" ? components[1] : nil
  }

  /// Where a token stands, in order.
  func places(of text: String) -> [Int] { placesByText[text] ?? [] }

  /// Whether the tokens from a place on begin with those of a pattern.
  func matches(_ pattern: [Token], at index: Int) -> Bool {
    pattern.indices.allSatisfy { token(at: index + $0) == pattern[$0].text }
  }

  /// The token at a place, nil before the first and behind the last.
  func token(at index: Int) -> String? {
    tokens.indices.contains(index) ? tokens[index].text : nil
  }

  /// The comments that end on a line or directly above it, as one text.
  ///
  /// Lines that hold nothing but an attribute may stand between a comment and what it explains.
  func comment(above line: Int) -> String {
    var texts = comments.filter { $0.lines.contains(line) }.map(\.text)
    var next = line - 1
    while next > 0 {
      if let comment = comments.last(where: { $0.lines.upperBound == next }) {
        texts.append(comment.text)
        next = comment.lines.lowerBound - 1
      } else if tokens.first(where: { $0.line == next })?.text == "@" {
        next -= 1
      } else {
        break
      }
    }
    return texts.reversed().joined(separator: "\n")
  }
}
