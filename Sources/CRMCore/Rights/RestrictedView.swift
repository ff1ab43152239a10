/// How an actor's rights change what is read: every query is given the conditions under which records exist for the actor.
struct RestrictedView: Sendable {
  let base: any StoreReader
  let rights: CurrentRights

  func record(_ key: RecordKey, of type: RecordType) async throws -> AnyRecord? {
    guard !rights.allowsReadingAll(of: type.entity) else { return try await base.record(key, of: type) }
    return try await records(RecordQuery(type, where: .compare("id", .equal, .reference(key.id)), limit: 1)).first
  }

  func records(_ query: RecordQuery) async throws -> [AnyRecord] {
    guard hidesEntries(query.type) else { return try await base.records(limited(query)) }
    var everything = limited(query)
    everything.limit = nil
    let readable = try await history.readable(base.records(everything))
    return query.limit.map { Array(readable.prefix(max(0, $0))) } ?? readable
  }

  func count(_ query: RecordQuery) async throws -> Int {
    guard hidesEntries(query.type) else { return try await base.count(limited(query)) }
    return try await records(RecordQuery(query.type, where: query.filter, scope: query.scope)).count
  }

  func aggregate(_ query: AggregateQuery) async throws -> [AggregateRow] {
    try await base.aggregate(limited(onReadableEntries(query)))
  }

  func explain(_ query: RecordQuery) async throws -> QueryPlan {
    let plan = try await base.explain(limited(query))
    guard !rights.visible.isEmpty else { return plan }
    return plan.withoutTouched(matched: hidesEntries(query.type) ? try await records(query).count : plan.matched)
  }

  func explain(_ query: AggregateQuery) async throws -> QueryPlan {
    let plan = try await base.explain(limited(onReadableEntries(query)))
    return rights.visible.isEmpty ? plan : plan.withoutTouched(matched: plan.matched)
  }

  /// Whether a record, as the transaction has it now, meets the condition for an operation.
  func allows(_ operation: Rights.Operation, _ record: AnyRecord) async throws -> Bool {
    if let allowed = try rights.allow(operation, record) { return allowed }
    let own: FilterExpression = .compare("id", .equal, .reference(record.id))
    let condition = own && rights.condition(for: operation, on: record.type.entity)
    return try await base.unrestricted.count(RecordQuery(record.type, where: condition)) == 1
  }

  private var history: RestrictedHistory { RestrictedHistory(view: self) }

  /// Whether these are entries of the history, of which some may be out of sight.
  private func hidesEntries(_ type: RecordType) -> Bool {
    type == HistoryEntry.recordType && !rights.visible.isEmpty
  }

  private func limited(_ query: RecordQuery) -> RecordQuery {
    var query = query
    query.scope = limited(query.scope, query.type)
    return query
  }

  private func limited(_ query: AggregateQuery) -> AggregateQuery {
    var query = query
    query.scope = limited(query.scope, query.type)
    return query
  }

  /// The query as the store under all rights receives it.
  func whollyLimited<Query: ScopedQuery>(_ query: Query) -> Query {
    var query = query
    query.scope = limited(query.scope, query.type)
    return (base as? any RestrictedReading)?.view.whollyLimited(query) ?? query
  }

  private func limited(_ scope: QueryScope, _ type: RecordType) -> QueryScope {
    var visible = rights.visible
    // Which entries may be read is decided one by one, where they are what is asked for.
    if hidesEntries(type) { visible[HistoryEntry.entity] = rights.entries }
    var scope = scope
    scope.visible.merge(visible) { $0 && $1 }
    return scope
  }

  /// Figures over the history are made of the entries that may be read.
  private func onReadableEntries(_ query: AggregateQuery) async throws -> AggregateQuery {
    guard hidesEntries(query.type) else { return query }
    let entries = try await records(RecordQuery(query.type, where: query.filter, scope: query.scope))
    var query = query
    query.filter = .isIn("id", entries.map { .reference($0.id) })
    return query
  }
}

extension QueryPlan {
  /// The plan without the number of candidates, which counts records out of sight.
  fileprivate func withoutTouched(matched: Int) -> QueryPlan {
    QueryPlan(access: access, touched: nil, matched: matched, isSorted: isSorted)
  }
}
