import CRMContacts
public import CRMCore

extension CustomerService where Scope: ~Copyable {
  /// Cases that are like a case in chosen attributes, the most alike first, as far as the one who asks may see them.
  ///
  /// ```swift
  /// let answered = try await crm.service.similarCases(to: opened.id, by: [.product, .words], where: \.state == .resolved)
  /// ```
  ///
  /// Product, type and customer must be the same, as far as the case names them. By words the cases are ranked that share any, by BM25 over
  /// title and description: letter case, accents, and Arabic and Persian variants don't count, and rare words count more. Without words the
  /// newest come first.
  ///
  /// - Parameters:
  ///   - id: The case.
  ///   - attributes: In what they are to be alike.
  ///   - filter: Which of them count.
  ///   - limit: The greatest number of cases.
  /// - Throws: `StoreError.notFound`, `FilterError`.
  /// - Complexity: by words, one look-up in an index for each of the first 64 different words, and the reading of at most about 5,000 cases: those
  ///   with the rarest words are looked at first, so that beyond that number what shares only frequent words is not found.
  public func similarCases(
    to id: Case.ID, by attributes: Set<CaseAttribute> = [.words], where filter: Filter<Case> = .all, limit: Int = 10
  ) async throws -> [SimilarCase] {
    try await scope.reading { context in
      let view = Snapshot(sharing: context)
      let record = try await view.get(id)
      let others = record.isLike(attributes) && \.id != id && filter
      if attributes.contains(.words) { return try await view.ranked(others, by: record.allWords, limit: limit) }
      let newest = try await view.fetch(where: others, sort: .descending("createdAt"), limit: max(limit, 0))
      return newest.map { SimilarCase(record: $0, score: 0) }
    }
  }

  /// Cases that are told in the words of a text, the most alike first: what ``similarCases(to:by:where:limit:)`` finds by words, before there
  /// is a case.
  ///
  /// - Throws: `FilterError`.
  public func similarCases(
    toText text: String, where filter: Filter<Case> = .all, limit: Int = 10
  ) async throws -> [SimilarCase] {
    try await scope.reading { context in
      try await Snapshot(sharing: context).ranked(filter, by: CaseWords.words(of: [text]), limit: limit)
    }
  }
}

extension Case {
  /// The condition that a case is the same in some attributes, words aside, as far as this one has them.
  fileprivate func isLike(_ attributes: Set<CaseAttribute>) -> Filter<Case> {
    var filter: Filter<Case> = .all
    if attributes.contains(.product), let product { filter = filter && \.product == product }
    if attributes.contains(.type), let type { filter = filter && \.type == type }
    if attributes.contains(.customer), customer.key != nil {
      filter = filter && Filter(customer.isReferred(by: "customer"))
    }
    return filter
  }
}

extension Snapshot {
  /// How many different words are looked for.
  private static let wordLimit = 64
  /// How many cases are read, a last word's aside.
  private static let caseLimit = 5_000

  /// The cases that meet a condition and share words, the most alike first.
  fileprivate func ranked(_ filter: Filter<Case>, by words: [String], limit: Int) async throws -> [SimilarCase] {
    let bm25 = BM25(count: try await count(Case.self), averageLength: try await averageLength())
    var found: [(word: String, texts: Int)] = []
    for word in CaseWords.distinct(words).prefix(Self.wordLimit) {
      let texts = try await count(Case.self, where: Filter(.any("words", .compare(.element, .equal, .text(word)))))
      if texts > 0 { found.append((word, texts)) }
    }
    found.sort { ($0.texts, $0.word) < ($1.texts, $1.word) }
    var sum = 0
    let rarest = found.prefix { word in
      defer { sum += word.texts }
      return sum < Self.caseLimit
    }
    let share = Filter<Case>(.any("words", .isIn(.element, rarest.map { .text($0.word) })))
    let query = RecordQuery(Case.recordType, where: (share && filter).expression, limit: 2 * Self.caseLimit)
    let candidates = try await reading { try await $0.records(query) }
    // A word that is asked for twice counts twice.
    let asked = Dictionary(words.map { ($0, 1.0) }, uniquingKeysWith: +)
    let weights = Dictionary(
      uniqueKeysWithValues: found.map { ($0.word, bm25.weight(in: $0.texts) * (asked[$0.word] ?? 1)) })
    // Of all that are looked at, only the answer is read as a whole.
    let scored = try candidates.map { record in
      let texts = [try record.value(of: "title").text, try record.value(of: "description").text]
      return (score: bm25.score(of: CaseWords.words(of: texts), for: weights), record: record)
    }
    let ranked = scored.sorted { ($1.score, $0.record.id) < ($0.score, $1.record.id) }
    return try ranked.prefix(max(limit, 0)).map {
      SimilarCase(record: try Case.schema.decode($0.record), score: $0.score)
    }
  }

  private func averageLength() async throws -> Double {
    let rows = try await aggregate(Case.self, .sum("wordCount"), .count)
    guard case .integer(let words)? = rows.first?.values[0], case .integer(let count)? = rows.first?.values[1],
      count > 0
    else { return 0 }
    return Double(words) / Double(count)
  }
}
