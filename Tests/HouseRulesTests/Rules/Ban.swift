/// A piece of Swift that may not stand in a module.
struct Ban: Sendable {
  /// The code as it was written here, for the message.
  let code: String
  /// What to do instead.
  let advice: String
  /// An argument label that makes a call harmless.
  let unless: String?
  /// The files that may hold it.
  let exceptions: Set<String>

  private let pattern: [Token]

  init(_ code: String, _ advice: String, unless: String? = nil, exceptIn exceptions: Set<String> = []) {
    self.code = code
    self.advice = advice
    self.unless = unless
    self.exceptions = exceptions
    pattern = SwiftSource(path: "", text: code).tokens
  }

  /// Every place where a file holds the code, however it is spaced.
  func violations(in source: SwiftSource) -> [Violation] {
    if exceptions.contains(source.path) { return [] }
    return source.places(of: pattern[0].text).filter { begins(at: $0, in: source) }.map {
      source.violation(at: source.tokens[$0].line, "`\(code)`: \(advice)")
    }
  }

  private func begins(at index: Int, in source: SwiftSource) -> Bool {
    guard source.matches(pattern, at: index) else { return false }
    if pattern[0].isWord, isSomebodyElse(index, in: source) { return false }
    return unless.map { !source.callHasLabel($0, openedAt: index + pattern.count - 1) } ?? true
  }

  /// Whether the word is a member of something, or is being declared, and only has the name of what is banned.
  private func isSomebodyElse(_ index: Int, in source: SwiftSource) -> Bool {
    switch source.token(at: index - 1) {
    case ".": !(source.token(at: index - 2).map { ImportTable.toolchain.contains($0) || $0 == "Swift" } ?? false)
    case "func": true
    default: false
    }
  }
}

extension SwiftSource {
  /// Whether the call whose parenthesis opens at a token has an argument with the label.
  fileprivate func callHasLabel(_ label: String, openedAt start: Int) -> Bool {
    var depth = 0
    for index in start..<tokens.count {
      switch tokens[index].text {
      case "(", "[", "{": depth += 1
      case ")", "]", "}": depth -= 1
      case label where depth == 1 && token(at: index + 1) == ":": return true
      default: break
      }
      if depth == 0 { break }
    }
    return false
  }
}
