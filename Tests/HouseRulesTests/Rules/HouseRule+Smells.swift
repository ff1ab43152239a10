extension HouseRule {
  /// Force unwrapping is not here: `NeverForceUnwrap` of `swift format lint` sees it, with the syntax before it.
  static let smells = HouseRule(name: "A module neither prints nor traps, and is the same when debugged") { source in
    bans.flatMap { $0.violations(in: source) }
  }

  private static let bans: [Ban] =
    ["print(", "debugPrint(", "dump(", "NSLog("].map { Ban($0, "a library returns what it has to say") }
    + [
      Ban("try!", "let the error out, or handle it"),
      Ban("as!", "use `as?` and handle nil"),
      Ban("fatalError(", "throw a typed error; a library must not end its host"),
      Ban("DEBUG", "what is tested must be what is shipped"),
    ]

  static let unfinished = HouseRule(name: "Nothing is left unfinished in a comment") { source in
    source.comments.flatMap { comment in
      comment.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { offset, text in
        markers.first { text.mentions($0) }.map {
          source.violation(at: comment.lines.lowerBound + offset, "\($0): do it, or write it in the issue")
        }
      }
    }
  }

  private static let markers = ["TODO", "FIXME", "XXX", "HACK"]

  static let explainedPromises = HouseRule(
    name: "What the compiler is told to believe is explained in the comment above"
  ) { source in
    promises.flatMap { promise in
      source.places(of: promise.pattern[0].text).filter { source.matches(promise.pattern, at: $0) }.compactMap {
        let line = source.tokens[$0].line
        let comment = source.comment(above: line)
        guard !promise.explainedBy.contains(where: comment.contains) else { return nil }
        return source.violation(
          at: line, "`\(promise.code)`: say in the comment above why it holds, and name \(promise.explainedBy)")
      }
    }
  }

  private static let promises: [(code: String, pattern: [Token], explainedBy: [String])] = [
    ("@unchecked Sendable", ["unchecked", "Sendable"]), ("nonisolated(unsafe)", ["nonisolated", "unsafe"]),
  ].map { ($0, SwiftSource(path: "", text: $0).tokens, $1) }
}

extension Substring {
  /// Whether the word stands here by itself; in backticks it is a name (the currency `XXX`), not a mark.
  fileprivate func mentions(_ word: String) -> Bool {
    ranges(of: word).contains { range in
      let before = range.lowerBound > startIndex ? self[index(before: range.lowerBound)] : " "
      let after = range.upperBound < endIndex ? self[range.upperBound] : " "
      return [before, after].allSatisfy { !$0.isLetter && !$0.isNumber && $0 != "`" && $0 != "_" }
    }
  }
}
