extension PersianText {
  /// The text as a careful typist would have typed it.
  ///
  /// Letters and digits become Persian, kashida, vowel points and lengthened letters go, three full stops become an
  /// ellipsis, then ``withCorrectSpacing(_:)`` and ``withJoinedAffixes(_:joining:)`` follow.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - compounds: see ``withJoinedAffixes(_:joining:)``.
  public static func normalized(_ text: String, joining compounds: Set<String> = []) -> String {
    let letters = withoutLengthening(withoutDiacritics(withoutKashida(withPersianLetters(text))))
    let characters = withPersianDigits(letters).replacing("...", with: "…")
    return withJoinedAffixes(withCorrectSpacing(characters), joining: compounds)
  }

  /// The text with its white space and zero-width non-joiners where they belong.
  ///
  /// - A run of spaces, tabs or no-break spaces is one space; a line neither begins nor ends with one. Line breaks
  ///   stay.
  /// - A run of zero-width non-joiners is one; none stands at the end of a word.
  /// - No space stands before `، ؛ ؟ ! : .` and closing brackets, nor after opening ones; a full stop that is followed
  ///   by a letter, a digit or another full stop is left alone, and so are `!` and `:`.
  /// - One space stands between `، ؛ ؟` and a letter.
  public static func withCorrectSpacing(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    var result: [Unicode.Scalar] = []
    result.reserveCapacity(scalars.count)
    for (index, scalar) in scalars.enumerated() {
      let last = result.last
      if scalar.isLineBreak {
        result.removeTrailingGap()
        result.append(scalar)
      } else if scalar.properties.isWhitespace {
        if last == .nonJoiner { result.removeLast() }
        if let last = result.last, !last.properties.isWhitespace, !last.isOpeningBracket { result.append(" ") }
      } else if scalar == .nonJoiner {
        if let last, last.isPartOfWord { result.append(scalar) }
      } else {
        if last == .nonJoiner && !scalar.isPartOfWord { result.removeLast() }
        let next = index + 1 < scalars.count ? scalars[index + 1] : nil
        if last == " " && scalar.standsClose(before: next) { result.removeLast() }
        if let last, last.isPersianPause, scalar.properties.isAlphabetic { result.append(" ") }
        result.append(scalar)
      }
    }
    result.removeTrailingGap()
    return String(String.UnicodeScalarView(result))
  }

  /// The text with a zero-width non-joiner in place of the space inside a word: after the prefixes `می` and `نمی`;
  /// before the suffixes `ها تر ترین` and what grows from them; before `ای ام ات اش اند ایم اید` after a word in `ه`.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - compounds: the compounds to join, spelled with the zero-width non-joiner, such as `زمین‌لرزه`. No rule can tell
  ///     them from two words, so they must come from a list.
  public static func withJoinedAffixes(_ text: String, joining compounds: Set<String> = []) -> String {
    var runs = TextRuns(text)
    for index in stride(from: 1, to: runs.words.count, by: 1) where runs.gaps[index] == " " {
      if isOneWord(runs.words[index - 1], runs.words[index]) { runs.gaps[index] = "\u{200C}" }
    }
    for compound in compounds {
      let parts = compound.unicodeScalars.split(separator: .nonJoiner).map(Substring.init)
      if parts.count > 1 { runs.join(parts) }
    }
    return runs.text
  }

  private static func isOneWord(_ first: Substring, _ second: Substring) -> Bool {
    if prefixes.contains(first) { return second.unicodeScalars.first?.isArabicLetter ?? false }
    if suffixes.contains(second) { return first.unicodeScalars.last?.isArabicLetter ?? false }
    return endings.contains(second) && first.unicodeScalars.count > 1 && first.unicodeScalars.last == "ه"
  }

  private static let prefixes: Set<Substring> = ["می", "نمی"]
  private static let suffixes: Set<Substring> = [
    "ها", "های", "هایی", "هایم", "هایت", "هایش", "هایمان", "هایتان", "هایشان", "تر", "تری", "ترین",
  ]
  private static let endings: Set<Substring> = ["ای", "ام", "ات", "اش", "اند", "ایم", "اید"]
}

/// A text as words and the gaps between them: the gap before each word, and the one after the last.
private struct TextRuns {
  private(set) var words: [Substring] = []
  var gaps: [Substring] = []

  init(_ text: String) {
    let scalars = text.unicodeScalars
    var rest = scalars[...]
    while true {
      let gap = rest.prefix { !$0.isInWord }
      gaps.append(Substring(gap))
      rest = rest[gap.endIndex...]
      guard !rest.isEmpty else { return }
      let word = rest.prefix { $0.isInWord }
      words.append(Substring(word))
      rest = rest[word.endIndex...]
    }
  }

  /// Puts a zero-width non-joiner between words that are these, with a space between them.
  mutating func join(_ parts: [Substring]) {
    guard words.count >= parts.count else { return }
    for start in 0...(words.count - parts.count) where words[start..<(start + parts.count)].elementsEqual(parts) {
      let inner = (start + 1)..<(start + parts.count)
      if inner.allSatisfy({ gaps[$0] == " " }) { inner.forEach { gaps[$0] = "\u{200C}" } }
    }
  }

  var text: String {
    zip(gaps, words).map { String($0) + $1 }.joined() + (gaps.last ?? "")
  }
}

extension Unicode.Scalar {
  fileprivate static let nonJoiner: Unicode.Scalar = "\u{200C}"

  fileprivate var isInWord: Bool { isPartOfWord || self == .nonJoiner }

  fileprivate var isLineBreak: Bool {
    ("\n"..."\r").contains(self) || self == "\u{85}" || self == "\u{2028}" || self == "\u{2029}"
  }

  fileprivate var isArabicLetter: Bool {
    value >> 8 == 6 && properties.generalCategory == .otherLetter
  }

  fileprivate var isOpeningBracket: Bool {
    self == "«" || self == "(" || self == "[" || self == "{"
  }

  fileprivate var isPersianPause: Bool {
    self == "،" || self == "؛" || self == "؟"
  }

  /// Whether no space belongs before this punctuation mark, which such a scalar follows.
  fileprivate func standsClose(before next: Unicode.Scalar?) -> Bool {
    switch self {
    case "،", "؛", "؟", "»", ")", "]", "}": true
    case ".", "!", ":": next.map { !$0.isPartOfWord && $0 != "." } ?? true
    default: false
    }
  }
}

extension [Unicode.Scalar] {
  /// Removes the spaces and zero-width non-joiners at the end.
  fileprivate mutating func removeTrailingGap() {
    while let last, last == " " || last == .nonJoiner { removeLast() }
  }
}
