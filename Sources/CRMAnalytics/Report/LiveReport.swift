public import CRMCore

/// The answer of a report as it is now, and again whenever it has changed.
///
/// The first answer comes at once, then one for each time that it has become another: by a commit, or by the end of the day. A reader that
/// takes its time skips to the newest answer, keeps nobody waiting and costs nothing meanwhile. The sequence ends when the store is closed
/// and when the task is cancelled.
///
/// What is given is what ``AnalyticsService/report(_:)`` would answer at that commit and on that day. Figures that the report asks for are
/// kept up to date from what changed, where they are counts, sums, averages, minima and maxima by fields no further away than one reference;
/// what else a commit touches is asked for again: ``maintenance()`` says which of the two it is.
public struct LiveReport<Question: Report>: AsyncSequence, Sendable {
  /// What is given.
  public typealias Element = Question.Answer

  package let body: LiveBody<Question.Answer>

  init(_ report: Question, of store: any Store) {
    body = LiveBody(of: store) { try await report.answer(from: $0) }
  }

  /// How the answer is brought up to date after a commit, found by asking once: kept, when all figures of the report are.
  ///
  /// - Throws: What the report throws.
  public func maintenance() async throws -> LiveMaintenance { try await body.maintenance() }

  /// Begins to follow the answer.
  public func makeAsyncIterator() -> Iterator { Iterator(base: body.makeAsyncIterator()) }

  /// Waits for one answer after the other.
  public struct Iterator: AsyncIteratorProtocol {
    var base: LiveBody<Question.Answer>.Iterator

    /// The answer, once it differs from the last one that was given; nil at the end.
    public mutating func next(isolation actor: isolated (any Actor)?) async throws -> Question.Answer? {
      try await base.next(isolation: actor)
    }

    /// The answer, once it differs from the last one that was given; nil at the end.
    public mutating func next() async throws -> Question.Answer? { try await base.next() }

    /// The answer as it is now, whether or not it is another than the last one; nil at the end.
    package mutating func current() async throws -> Question.Answer? { try await base.current() }
  }
}
