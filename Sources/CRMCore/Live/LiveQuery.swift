/// The answer of a query as it is now, and again whenever it has changed.
///
/// ```swift
/// for try await worth in store.liveAggregate(Machine.self, by: [Grouping("city")], .count, .sum("price")) {
///   show(worth)
/// }
/// ```
///
/// The first answer comes at once. Then one comes for each time that it has become another: by a commit, or by the clock where the query
/// has a period relative to now. A reader that takes its time skips to the newest answer, keeps nobody waiting and costs nothing meanwhile.
///
/// The sequence ends when the store is closed and when the task is cancelled. What a query can throw, it throws here too; somebody who
/// asks an iterator by hand may go on afterwards, and waits for the next change then.
///
/// Each iterator is on its own. See the article “Live queries” for what a change costs.
public struct LiveQuery<Answer: Equatable & Sendable>: AsyncSequence, Sendable {
  /// How the answer is brought up to date.
  public let maintenance: LiveMaintenance
  /// What was done for it.
  ///
  /// It is not for those with rights, whom it would tell of changes out of sight.
  package let statistics = LiveStatistics()
  private let store: any Store
  private let hasPeriods: Bool
  private let sources: Set<RecordType>
  private let makeEngine: @Sendable (LiveStatistics) -> any LiveEngine<Answer>

  /// An aggregate of a store.
  package init(
    _ query: AggregateQuery, of store: any Store, _ convert: @escaping @Sendable ([AggregateRow]) throws -> Answer
  ) {
    let limits = LiveLimits(of: store)
    maintenance = limits.maintenance(of: query)
    hasPeriods = limits.havePeriods || query.havePeriods
    sources = limits.sources
    self.store = store
    makeEngine =
      if maintenance == .kept {
        { KeptFigures(query, $0, convert) }
      } else {
        { [isWatched = limits.canWatch(query)] _ in RecomputedAnswer(query, isWatched: isWatched, convert) }
      }
  }

  /// Records of a store.
  package init(_ query: RecordQuery, of store: any Store, _ convert: @escaping @Sendable ([AnyRecord]) throws -> Answer)
  {
    let limits = LiveLimits(of: store)
    maintenance = .recomputed(because: .records)
    hasPeriods = limits.havePeriods || query.havePeriods
    sources = limits.sources
    self.store = store
    makeEngine = { [isWatched = limits.canWatch(query)] _ in RecomputedAnswer(query, isWatched: isWatched, convert) }
  }

  /// Begins to follow the answer.
  public func makeAsyncIterator() -> Iterator {
    Iterator(session: LiveSession(store, makeEngine(statistics), hasPeriods: hasPeriods, sources: sources, statistics))
  }

  /// Waits for one answer after the other.
  public struct Iterator: AsyncIteratorProtocol {
    let session: LiveSession<Answer>

    /// The answer, once it differs from the last one that was given; nil at the end.
    public mutating func next(isolation actor: isolated (any Actor)?) async throws -> Answer? {
      try await session.next()
    }

    /// The answer, once it differs from the last one that was given; nil at the end.
    public mutating func next() async throws -> Answer? { try await session.next() }

    /// The answer as it is now, whether or not it is another than the last one; nil at the end.
    package mutating func current() async throws -> Answer? { try await session.current() }
  }
}

/// What the wrappers around a store take away from its answers.
struct LiveLimits: Sendable {
  /// From the outermost on, without those that can change; nil when it is not known what a wrapper does.
  private let rights: [Rights]?
  /// What the rights that can change are made of; nil when there are none.
  private let changing: Set<RecordType>?
  private let catalog: Catalog

  private init(rights: [Rights], catalog: Catalog) {
    self.rights = rights
    self.catalog = catalog
    changing = nil
  }

  /// Those of a store that nothing wraps.
  private static func none(_ catalog: Catalog) -> LiveLimits { LiveLimits(rights: [], catalog: catalog) }

  init(of store: any Store) {
    catalog = store.catalog
    var rights: [Rights] = []
    var changing: Set<RecordType>?
    var store = store
    while let restricted = store as? RestrictedStore {
      switch restricted.source {
      case .rights(let own): rights.append(own)
      case .policy(let access): changing = (changing ?? []).union(access.sources)
      }
      store = restricted.base
    }
    self.rights = store.feed === store.unrestricted.feed ? rights : nil
    self.changing = changing
  }

  /// The types of the records after whose change every answer is begun anew.
  var sources: Set<RecordType> { changing ?? [] }

  var havePeriods: Bool { changing != nil || rights?.contains(where: \.haveAPeriod) ?? true }

  /// Whether it can be told which commits touch a query.
  func canWatch(_ query: some ScopedQuery) -> Bool {
    guard let rights else { return false }
    return query.type != HistoryEntry.recordType || changing == nil && rights.allSatisfy(\.visible.isEmpty)
  }

  /// How one of the answers is brought up to date that a body asks for.
  ///
  /// - Parameter isFree: Whether no rights limit it.
  func maintenance(of query: AggregateQuery, isFree: Bool) -> LiveMaintenance {
    // A row for each record is a list of records, of which only some fields are read.
    if query.groups.contains(where: { $0.path == "id" }) { return .recomputed(because: .records) }
    return isFree ? LiveLimits.none(catalog).maintenance(of: query) : maintenance(of: query)
  }

  func maintenance(of query: AggregateQuery) -> LiveMaintenance {
    guard let rights else { return .recomputed(because: .wrapper) }
    guard canWatch(query) else { return .recomputed(because: .history) }
    var query = query
    for rights in rights { query.scope.visible.merge(rights.visible) { $0 && $1 } }
    if let reason = query.reach(in: catalog).obstacle { return .recomputed(because: reason) }
    for measure in query.measures where !measure.isReversible(on: query.type, catalog) {
      return .recomputed(because: .measure(measure))
    }
    return .kept
  }
}

extension Measure {
  fileprivate func isReversible(on type: RecordType, _ catalog: Catalog) -> Bool {
    let routes = RouteCompiler(catalog: catalog, scope: QueryScope())
    // A figure that there is not is refused when it is asked for.
    guard let accumulator = try? accumulator(on: type, routes, isReversible: true) else { return true }
    return accumulator is any ReversibleAccumulator
  }
}

extension LiveAskable {
  fileprivate var havePeriods: Bool { filter.hasAPeriod || scope.visible.values.contains(where: \.hasAPeriod) }
}
