/// Keeps the answer of one live query up to date, over views that a ``LiveSession`` opens for it.
protocol LiveEngine<Answer> {
  associatedtype Answer: Equatable & Sendable

  /// Answers from a view alone.
  mutating func begin(_ context: borrowing ReadContext) async throws -> Answer

  /// Whether a commit may change the answer.
  func isTouched(by changes: ChangeSet) throws -> Bool

  /// Takes over what was committed since the last view, up to and with the last commit that this one sees.
  ///
  /// - Returns: The answer; nil when it must be begun anew.
  mutating func advance(over changes: [ChangeSet], _ context: borrowing ReadContext) async throws -> Answer?
}

/// A query that can be asked again and again.
protocol LiveAskable: ScopedQuery {
  associatedtype Answer: Sendable

  /// Answers the query, which was prepared.
  func answer(from reader: any StoreReader) async throws -> Answer

  /// Whether the answer has in it all of the records that it is about.
  var showsRecords: Bool { get }
}

extension RecordQuery: LiveAskable {
  func answer(from reader: any StoreReader) async throws -> [AnyRecord] { try await reader.records(self) }
  var showsRecords: Bool { true }
}

extension AggregateQuery: LiveAskable {
  func answer(from reader: any StoreReader) async throws -> [AggregateRow] { try await reader.aggregate(self) }
  var showsRecords: Bool { false }
}

extension ReadContext {
  /// A prepared query as the store under all rights receives it.
  ///
  /// - Throws: ``StoreError/fieldNotReadable(_:entity:)``.
  func underRights<Query: ScopedQuery>(_ query: Query) throws -> Query {
    try reader.restrictions?.view.whollyLimited(query) ?? query
  }
}
