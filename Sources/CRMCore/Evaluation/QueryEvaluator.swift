/// Answers queries from candidates: records among which all those are that meet the condition, found in whatever way.
///
/// This is what makes every store's answers alike. An adapter that has nothing but a scan is right with it:
///
/// ```swift
/// func records(_ query: RecordQuery) async throws -> [AnyRecord] {
///   let evaluator = QueryEvaluator(catalog: catalog, source: self)
///   return try evaluator.records(query, candidates: scan(query.type))
/// }
/// ```
///
/// An adapter that can do better gives fewer candidates: by an index, or by what its engine makes of a part of the condition. Candidates that do
/// not meet the condition, or that the scope hides, cost time and nothing else; each record comes once.
///
/// The queries are checked ones (``RecordQuery/checked(in:at:calendar:)``). The source is one unchanging view; make a new evaluator after a write. An
/// evaluator is not for two threads at a time.
public struct QueryEvaluator {
  private let catalog: Catalog
  private let lookup: RecordLookup
  private let checkCancellation: () throws -> Void

  /// Prepares the answering of queries over one view of a store.
  ///
  /// - Parameters:
  ///   - catalog: The record types.
  ///   - source: Where referenced records are found.
  ///   - checkCancellation: Called every few thousand candidates; what it throws ends the evaluation.
  public init(
    catalog: Catalog, source: any RecordSource,
    checkCancellation: @escaping () throws -> Void = { try Task.checkCancellation() }
  ) {
    self.catalog = catalog
    lookup = RecordLookup(source, checkCancellation: checkCancellation)
    self.checkCancellation = checkCancellation
  }

  /// The records that a query asks for, in its order.
  ///
  /// - Complexity: O(*n*) for the condition, and O(*m* log *m*) for the order of the *m* records that meet it, or, with a limit, O(*m* log *limit*).
  /// - Throws: ``FilterError`` and ``StoreError/invalidQuery(_:)`` for a query that was not checked, ``RecordError/damaged``, what the
  ///   source throws.
  @inlinable
  public func records(_ query: RecordQuery, candidates: some Sequence<AnyRecord>) throws -> [AnyRecord] {
    var selection = try selection(query)
    for candidate in candidates { try selection.add(candidate) }
    return selection.finish()
  }

  /// How many candidates meet a query's condition; its order, limit and cursor do not count.
  @inlinable
  public func count(_ query: RecordQuery, candidates: some Sequence<AnyRecord>) throws -> Int {
    var matcher = try matcher(query)
    var count = 0
    for candidate in candidates where try matcher.matches(candidate) { count += 1 }
    return count
  }

  /// The rows of an aggregate, in its order.
  ///
  /// - Throws: As ``records(_:candidates:)``, and ``StoreError/overflow(_:)``, ``StoreError/mixedCurrencies(_:path:)``, ``CalendarError``.
  @inlinable
  public func aggregate(
    _ query: AggregateQuery, candidates: some Sequence<AnyRecord>
  ) throws -> [AggregateRow] {
    var aggregation = try aggregation(query)
    for candidate in candidates { try aggregation.add(candidate) }
    return try aggregation.rows()
  }

  /// The answer of an aggregate, to be given its candidates one by one.
  public func aggregation(_ query: AggregateQuery) throws -> Aggregation { try aggregation(query, isReversible: false) }

  /// The answer of an aggregate, to be given its candidates one by one, and to have them taken away where it is reversible.
  func aggregation(_ query: AggregateQuery, isReversible: Bool) throws -> Aggregation {
    let routes = RouteCompiler(catalog: catalog, scope: query.scope)
    return try Aggregation(
      query, matcher(query.filter, on: query.type, routes), routes, lookup, isReversible: isReversible)
  }

  /// The answer of an aggregate from a table's columns; nil when it asks for something that is in none.
  package func columnAggregation(_ query: AggregateQuery, _ source: any ColumnSource) throws -> ColumnAggregation? {
    ColumnAggregation(try aggregation(query), source, checkCancellation: checkCancellation)
  }

  /// The candidates that a table's columns leave, by their slots: those that meet each of the conditions on nothing but columns, and these
  /// conditions; nil when no condition is.
  package func columnCandidates(
    _ conditions: [FilterExpression], on type: RecordType, scope: QueryScope, _ source: any ColumnSource
  ) throws -> (slots: [UInt32], columns: [Int], answered: [FilterExpression])? {
    let routes = RouteCompiler(catalog: catalog, scope: scope)
    var plan = ColumnPlan(source)
    var filters: [ColumnFilter] = []
    var answered: [FilterExpression] = []
    for condition in conditions where condition != .constant(true) {
      var extended = plan
      let program = try FilterProgram(condition, on: type, routes)
      guard let filter = ColumnFilter(program, &extended, source, lookup) else { continue }
      filters.append(filter)
      answered.append(condition)
      plan = extended
    }
    guard !filters.isEmpty else { return nil }
    var slots: [UInt32] = []
    var rows = RowSelection()
    try source.forEachBatch(of: plan.slots) { batch in
      rows.takeOccupied(of: batch)
      for index in filters.indices { try filters[index].select(from: batch, &rows) }
      rows.withRows { rows in slots.append(contentsOf: rows.lazy.map { batch.first + UInt32($0) }) }
    }
    return (slots, plan.slots, answered)
  }

  /// The answer of a query, to be given its candidates one by one.
  ///
  /// - Parameters:
  ///   - query: The query.
  ///   - isOrdered: Whether the candidates will come in the query's order, so that nothing needs sorting and the answer
  ///     is complete at its limit.
  public func selection(_ query: RecordQuery, isOrdered: Bool = false) throws -> RecordSelection {
    let routes = RouteCompiler(catalog: catalog, scope: query.scope)
    let matcher = try matcher(query.filter, on: query.type, routes)
    let order = try RecordOrder(query.sort, on: query.type, routes)
    return try RecordSelection(query, matcher, order, lookup, isOrdered: isOrdered)
  }

  /// What decides which records a query is about.
  public func matcher(_ query: RecordQuery) throws -> RecordMatcher {
    try matcher(query.filter, on: query.type, RouteCompiler(catalog: catalog, scope: query.scope))
  }

  /// The place behind a record in a query's answer, from which ``RecordQuery/after`` goes on.
  public func cursor(after record: AnyRecord, _ query: RecordQuery) throws -> RecordCursor {
    let order = try RecordOrder(query.sort, on: query.type, RouteCompiler(catalog: catalog, scope: query.scope))
    return try order.cursor(record, lookup)
  }

  private func matcher(
    _ filter: FilterExpression, on type: RecordType, _ routes: RouteCompiler
  ) throws -> RecordMatcher {
    try RecordMatcher(filter, on: type, routes, lookup, checkCancellation: checkCancellation)
  }
}
