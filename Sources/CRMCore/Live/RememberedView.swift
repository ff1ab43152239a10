import Synchronization

/// What was asked of a view and answered, for as long as nothing touches it.
///
/// `@unchecked` because ``claim()`` lets one call at a time to the answers: what a body asks while another of its tasks is being answered goes to
/// the store, and is not remembered. A session uses them between the runs of its body, after ``close()`` has said that nobody else does.
final class RememberedView: @unchecked Sendable {
  private struct Use {
    var isOpen = false
    var isClaimed = false
    /// Whether something was answered that is not remembered, so that any commit may change it.
    var hasMissed = false
  }

  private let use = Mutex(Use())
  private let limits: LiveLimits
  private let statistics: LiveStatistics
  private var aggregates = RememberedAnswers<AggregateQuery>()
  private var records = RememberedAnswers<RecordQuery>()

  init(_ limits: LiveLimits, _ statistics: LiveStatistics) {
    self.limits = limits
    self.statistics = statistics
  }

  /// Kept when every answer is; otherwise why the first is not that was asked for.
  var maintenance: LiveMaintenance {
    if let reason = aggregates.obstacle { return .recomputed(because: reason) }
    return records.isEmpty ? .kept : .recomputed(because: .records)
  }

  func forget() {
    aggregates = RememberedAnswers()
    records = RememberedAnswers()
  }

  /// Lets a body ask.
  func open() { use.withLock { $0 = Use(isOpen: true) } }

  /// Lets nobody ask any more.
  ///
  /// - Returns: Whether nobody is being answered, so that the answers can be used again.
  func close() -> Bool {
    use.withLock { use in
      use.isOpen = false
      return !use.isClaimed
    }
  }

  /// Notes that something was answered that is not remembered.
  func miss() { use.withLock { $0.hasMissed = true } }

  /// Takes the answers for one call; false when another has them.
  ///
  /// - Throws: ``StoreError/ended`` after the end of the body's run.
  private func claim() throws -> Bool {
    try use.withLock { use in
      guard use.isOpen else { throw StoreError.ended }
      if use.isClaimed { use.hasMissed = true } else { use.isClaimed = true; return true }
      return false
    }
  }

  private func release() { use.withLock { $0.isClaimed = false } }

  /// Forgets what the last run did not ask for any more.
  func forgetUnasked() {
    aggregates.forgetUnasked()
    records.forgetUnasked()
  }

  func isTouched(by changes: ChangeSet) throws -> Bool {
    if use.withLock({ $0.hasMissed }) { return true }
    if try aggregates.isTouched(by: changes) { return true }
    return try records.isTouched(by: changes)
  }

  /// Brings up to date what can be, and forgets what else was touched.
  func advance(over changes: [ChangeSet], _ context: borrowing ReadContext) async throws {
    try await aggregates.advance(over: changes, context)
    try await records.advance(over: changes, context)
  }

  func answer(_ query: AggregateQuery, _ context: borrowing ReadContext, isFree: Bool) async throws -> [AggregateRow] {
    guard try claim() else { return try await context.reader.aggregate(query) }
    defer { release() }
    let maintenance = limits.maintenance(of: query, isFree: isFree)
    return try await aggregates.answer(query, context, isFree: isFree, maintenance) {
      if maintenance == .kept { return KeptFigures(query, statistics) { $0 } }
      return RecomputedAnswer(query, isWatched: isFree || limits.canWatch(query)) { $0 }
    }
  }

  func answer(_ query: RecordQuery, _ context: borrowing ReadContext, isFree: Bool) async throws -> [AnyRecord] {
    guard try claim() else { return try await context.reader.records(query) }
    defer { release() }
    return try await records.answer(query, context, isFree: isFree, .recomputed(because: .records)) {
      RecomputedAnswer(query, isWatched: isFree || limits.canWatch(query)) { $0 }
    }
  }
}

/// The answers to queries of one kind.
private struct RememberedAnswers<Query: LiveAskable & Hashable> where Query.Answer: Equatable {
  private struct Key: Hashable {
    let query: Query
    /// Whether no rights limit it.
    let isFree: Bool
  }

  private struct Entry {
    let maintenance: LiveMaintenance
    /// Nil where there was no answer: then every commit may bring one.
    var engine: (any LiveEngine<Query.Answer>)?
    var answer: Query.Answer?
    var wasAsked = true
  }

  private var entries: [Key: Entry] = [:]
  /// What stands against keeping the first answer that can't be kept.
  private(set) var obstacle: LiveMaintenance.Reason?

  var isEmpty: Bool { entries.isEmpty }

  mutating func forgetUnasked() {
    for (key, entry) in entries {
      if entry.wasAsked { entries[key]?.wasAsked = false } else { entries[key] = nil }
    }
  }

  func isTouched(by changes: ChangeSet) throws -> Bool {
    try entries.values.contains { try $0.engine?.isTouched(by: changes) ?? true }
  }

  mutating func advance(over changes: [ChangeSet], _ context: borrowing ReadContext) async throws {
    for (key, entry) in entries where try changes.contains(where: { try entry.engine?.isTouched(by: $0) ?? true }) {
      // What can't be brought up to date is asked for anew, and then throws what there is to throw.
      entries[key] = nil
      guard entry.maintenance == .kept, var engine = entry.engine else { continue }
      let context = key.isFree ? ReadContext(unrestricting: context) : ReadContext(context, through: context.reader)
      guard let answer = try? await engine.advance(over: changes, context) else { continue }
      entries[key] = Entry(maintenance: .kept, engine: engine, answer: answer, wasAsked: false)
    }
  }

  mutating func answer(
    _ query: Query, _ context: borrowing ReadContext, isFree: Bool, _ maintenance: LiveMaintenance,
    by makeEngine: () -> any LiveEngine<Query.Answer>
  ) async throws -> Query.Answer {
    let key = Key(query: query, isFree: isFree)
    if let answer = entries[key]?.answer {
      entries[key]?.wasAsked = true
      return answer
    }
    if obstacle == nil, case .recomputed(let reason) = maintenance { obstacle = reason }
    entries[key] = Entry(maintenance: maintenance)
    var engine = makeEngine()
    let answer = try await engine.begin(context)
    entries[key] = Entry(maintenance: maintenance, engine: engine, answer: answer)
    return answer
  }
}

/// A view whose answers are remembered.
final class RememberingReader: StoreReader {
  private let view: RememberedView
  private let context: ReadContext
  /// Whether no rights limit what is read.
  private let isFree: Bool

  convenience init(_ view: RememberedView, _ context: borrowing ReadContext) {
    self.init(view, ReadContext(context, through: context.reader), isFree: false)
  }

  private init(_ view: RememberedView, _ context: consuming ReadContext, isFree: Bool) {
    self.view = view
    self.context = context
    self.isFree = isFree
  }

  func record(_ key: RecordKey, of type: RecordType) async throws -> AnyRecord? {
    try await records(RecordQuery(type, where: .compare("id", .equal, .reference(key.id)))).first
  }

  func records(_ query: RecordQuery) async throws -> [AnyRecord] {
    try await view.answer(query, context, isFree: isFree)
  }

  func count(_ query: RecordQuery) async throws -> Int {
    let rows = try await aggregate(
      AggregateQuery(query.type, where: query.filter, measures: [.count], scope: query.scope))
    return if case .integer(let count)? = rows.first?.values.first { Int(count) } else { 0 }
  }

  func aggregate(_ query: AggregateQuery) async throws -> [AggregateRow] {
    try await view.answer(query, context, isFree: isFree)
  }

  func explain(_ query: RecordQuery) async throws -> QueryPlan { try await context.reader.explain(query) }

  func explain(_ query: AggregateQuery) async throws -> QueryPlan { try await context.reader.explain(query) }

  func lastCommit() async throws -> UInt64 { try await context.reader.lastCommit() }

  var unrestricted: any StoreReader {
    isFree ? self : RememberingReader(view, ReadContext(unrestricting: context), isFree: true)
  }

  var restrictions: Restrictions? { context.reader.restrictions }

  /// Nothing, since the session ends the view.
  func end() {}
}
