/// The words of the filter language.
///
/// They are read in any letter case; a field of such a name stands in backquotes.
enum FilterWord: String, CaseIterable {
  case and
  case or
  case not
  case any
  case all
  case `true`
  case `false`
  case `nil`
  case null
  case `is`
  case `in`
  case between
  case contains
  case hasPrefix
  case hasSuffix
  case matches

  private static let byLowercase = Dictionary(
    allCases.map { ($0.rawValue.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })

  init?(_ text: some StringProtocol) {
    guard text.utf8.count <= 9, let word = FilterWord.byLowercase[text.lowercased()] else { return nil }
    self = word
  }

  /// The operators that are words.
  static let operators: [FilterWord] = [.in, .between, .contains, .hasPrefix, .hasSuffix, .matches]

  /// The words between two conditions.
  static let connectives: [FilterWord] = [.and, .or]
}

/// What other languages call the operators, in lower case.
enum ForeignOperator {
  static let meanings: [String: String] = [
    "===": "==", "=~": "matches", "~=": "matches", "~": "matches", "!==": "!=", "=!": "!=", "=<": "<=", "=>": ">=",
    "!": "!=", "><": "!=",
    "equals": "==", "eq": "==", "ne": "!=", "neq": "!=", "lt": "<", "le": "<=", "lte": "<=", "gt": ">", "ge": ">=",
    "gte": ">=",
    "like": "contains", "ilike": "matches", "includes": "contains", "has": "contains", "match": "matches",
    "startswith": "hasPrefix", "beginswith": "hasPrefix", "starts": "hasPrefix", "begins": "hasPrefix",
    "endswith": "hasSuffix",
    "ends": "hasSuffix", "one": "in", "within": "in", "during": "in", "before": "<", "after": ">", "above": ">",
    "below": "<",
  ]
}
