/// What a body makes of a view of a store, as it is now, and again whenever that has become something else.
///
/// The body is ordinary code: it asks the view whatever it likes, in as many steps as it likes. What it asks is remembered with its answer. After
/// a commit each figure that can be kept is brought up to date from what changed, what else the commit touched is forgotten, and the body runs
/// again over what is remembered; the store is asked only for what is not. A commit that touches nothing of it costs nothing.
///
/// A body may depend on the day in the environment's calendar, and not on the time of day: it runs anew on each day.
package struct LiveBody<Answer: Equatable & Sendable>: AsyncSequence, Sendable {
  /// What was done for it.
  package let statistics = LiveStatistics()
  private let store: any Store
  private let limits: LiveLimits
  private let body: @Sendable (borrowing Snapshot) async throws -> Answer

  /// Observes what a body makes of a store.
  package init(of store: any Store, _ body: @escaping @Sendable (borrowing Snapshot) async throws -> Answer) {
    self.store = store
    self.body = body
    limits = LiveLimits(of: store)
  }

  /// How the answer is brought up to date, found by asking once: kept when every figure that the body asks for is.
  package func maintenance() async throws -> LiveMaintenance {
    var engine = engine
    return try await store.reading { context in
      _ = try await engine.begin(context)
      return engine.maintenance
    }
  }

  /// Begins to follow the answer.
  package func makeAsyncIterator() -> Iterator {
    Iterator(session: LiveSession(store, engine, hasPeriods: true, sources: limits.sources, statistics))
  }

  private var engine: BodyEngine<Answer> {
    BodyEngine({ [limits, statistics] in RememberedView(limits, statistics) }, body)
  }

  /// Waits for one answer after the other.
  package struct Iterator: AsyncIteratorProtocol {
    fileprivate let session: LiveSession<Answer>

    /// The answer, once it differs from the last one that was given; nil at the end.
    package mutating func next(isolation actor: isolated (any Actor)?) async throws -> Answer? {
      try await session.next()
    }

    /// The answer, once it differs from the last one that was given; nil at the end.
    package mutating func next() async throws -> Answer? { try await session.next() }

    /// The answer as it is now, whether or not it is another than the last one; nil at the end.
    package mutating func current() async throws -> Answer? { try await session.current() }
  }
}

/// Runs a body over what is remembered of the view before.
private struct BodyEngine<Answer: Equatable & Sendable>: LiveEngine {
  private let makeView: @Sendable () -> RememberedView
  private var view: RememberedView
  private let body: @Sendable (borrowing Snapshot) async throws -> Answer

  init(
    _ makeView: @escaping @Sendable () -> RememberedView,
    _ body: @escaping @Sendable (borrowing Snapshot) async throws -> Answer
  ) {
    self.makeView = makeView
    view = makeView()
    self.body = body
  }

  var maintenance: LiveMaintenance { view.maintenance }

  mutating func begin(_ context: borrowing ReadContext) async throws -> Answer {
    view.forget()
    return try await run(context)
  }

  func isTouched(by changes: ChangeSet) throws -> Bool { try view.isTouched(by: changes) }

  mutating func advance(over changes: [ChangeSet], _ context: borrowing ReadContext) async throws -> Answer? {
    try await view.advance(over: changes, context)
    return try await run(context)
  }

  private mutating func run(_ context: borrowing ReadContext) async throws -> Answer {
    view.open()
    let answer: Answer
    do {
      answer = try await body(Snapshot(context: ReadContext(context, through: RememberingReader(view, context))))
    } catch {
      closeView()
      throw error
    }
    closeView()
    return answer
  }

  /// Ends a run; a view that some task of the body's still asks is left to it, and another begins, which any commit touches.
  private mutating func closeView() {
    if view.close() { return view.forgetUnasked() }
    view = makeView()
    view.miss()
  }
}
