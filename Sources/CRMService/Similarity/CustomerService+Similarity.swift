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
  /// - Complexity: by words, the reading of 2,000 cases, and of some 4,000 more where there are more than these. Then how frequent the first 64
  ///   words are is estimated from the newest cases, and those with the rarest words are looked at, so that what shares only frequent words is
  ///   not found.
  public func similarCases(
    to id: Case.ID, by attributes: Set<CaseAttribute> = [.words], where filter: Filter<Case> = .all, limit: Int = 10
  ) async throws -> [SimilarCase] {
    try await scope.reading { context in
      let view = Snapshot(sharing: context)
      let record = try await view.get(id)
      let others = record.isLike(attributes) && \.id != id && filter
      if attributes.contains(.words) {
        return try await CaseSearch(for: record.allWords, where: others).run(in: view, limit: limit)
      }
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
      let search = CaseSearch(for: CaseWords.words(of: [text]), where: filter)
      return try await search.run(in: Snapshot(sharing: context), limit: limit)
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
