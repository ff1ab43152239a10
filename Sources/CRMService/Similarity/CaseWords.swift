import CRMCore

/// The words of a text as cases are compared by them: folded as `TextKey` does, in every script.
enum CaseWords {
  /// How many different words of a case are kept to find it by.
  static let limit = 400
  /// How many characters of a word are told apart.
  static let length = 40

  /// All words of texts, in their order.
  static func words(of texts: [String?]) -> [String] {
    texts.flatMap { text in
      text.map { TextKey($0).words.map { $0.utf8.count > length ? String($0.prefix(length)) : String($0) } } ?? []
    }
  }

  /// The first so many different words.
  static func distinct(_ words: [String]) -> [String] {
    var seen: Set<String> = []
    return Array(words.filter { seen.insert($0).inserted }.prefix(limit))
  }
}
