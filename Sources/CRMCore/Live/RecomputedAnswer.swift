/// An answer that is asked of the store again whenever a commit has touched what it reads.
struct RecomputedAnswer<Query: LiveAskable, Answer: Equatable & Sendable>: LiveEngine {
  private let query: Query
  private let isWatched: Bool
  private let convert: @Sendable (Query.Answer) throws -> Answer
  private var watch: LiveWatch?

  /// - Parameter isWatched: Whether it can be told what the query reads; otherwise every commit touches it.
  init(_ query: Query, isWatched: Bool, _ convert: @escaping @Sendable (Query.Answer) throws -> Answer) {
    self.query = query
    self.isWatched = isWatched
    self.convert = convert
  }

  mutating func begin(_ context: borrowing ReadContext) async throws -> Answer {
    var prepared = query
    try await context.prepare(&prepared)
    if isWatched { watch = LiveWatch(try context.underRights(prepared), catalog: context.catalog) }
    return try convert(try await prepared.answer(from: context.reader))
  }

  func isTouched(by changes: ChangeSet) throws -> Bool { try watch?.isTouched(by: changes) ?? true }

  mutating func advance(over changes: [ChangeSet], _ context: borrowing ReadContext) async throws -> Answer? { nil }
}
