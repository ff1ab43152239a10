/// How an actor's rights change what is read: every query is given the conditions under which records exist for the actor, and what it finds
/// is shown without what they may not read.
struct RestrictedView: Sendable {
  let base: any StoreReader
  let rights: CurrentRights
  /// Whether only what may be exported exists here.
  private let isExport: Bool
  /// Who acts by whose policy; nil where the rights are given and not made of anything.
  let acting: Acting?

  struct Acting: Sendable {
    let access: AccessControl
    let actor: Identifier?
  }

  init(base: any StoreReader, rights: CurrentRights, acting: Acting?) {
    self.init(base: base, rights: rights, isExport: false, acting: acting)
  }

  private init(base: any StoreReader, rights: CurrentRights, isExport: Bool, acting: Acting?) {
    self.base = base
    self.rights = rights
    self.isExport = isExport
    self.acting = acting
  }

  /// The conditions under which records exist here, by entity; entities without any are left out.
  var visible: [String: FilterExpression] { isExport ? rights.exportable : rights.visible }

  /// The same view, in which only what may be exported exists.
  var exporting: RestrictedView {
    RestrictedView(
      base: base.restrictions?.view.exporting.reader ?? base, rights: rights, isExport: true, acting: acting)
  }

  /// Notes a refusal, when refusals are noted.
  ///
  /// - Returns: The same error, to be thrown.
  func refused(_ error: StoreError) -> StoreError {
    if let acting { acting.access.refusals?.note(error, of: acting.actor) }
    return error
  }

  var reader: RestrictedReader { RestrictedReader(self) }

  func record(_ key: RecordKey, of type: RecordType) async throws -> AnyRecord? {
    guard visible[type.entity] != nil else { return try await base.record(key, of: type).map(rights.shown) }
    if !isExport, type != HistoryEntry.recordType, base.restrictions == nil {
      // Mostly the record itself tells; it is whole here, as conditions must see it.
      guard let record = try await base.record(key, of: type) else { return nil }
      if let isVisible = try rights.allow(.read, record) { return isVisible ? try rights.shown(record) : nil }
    }
    return try await records(RecordQuery(type, where: .compare("id", .equal, .reference(key.id)), limit: 1)).first
  }

  func records(_ query: RecordQuery) async throws -> [AnyRecord] {
    guard hidesEntries(query.type) else { return try await base.records(limited(query)).map(rights.shown) }
    var everything = try limited(query)
    everything.limit = nil
    let readable = try await history.readable(base.records(everything))
    return try (query.limit.map { Array(readable.prefix(max(0, $0))) } ?? readable).map(rights.shown)
  }

  func count(_ query: RecordQuery) async throws -> Int {
    guard hidesEntries(query.type) else { return try await base.count(limited(query)) }
    return try await records(RecordQuery(query.type, where: query.filter, scope: query.scope)).count
  }

  func aggregate(_ query: AggregateQuery) async throws -> [AggregateRow] {
    try await base.aggregate(onReadableEntries(limited(query)))
  }

  func explain(_ query: RecordQuery) async throws -> QueryPlan {
    let plan = try await base.explain(limited(query))
    guard !visible.isEmpty else { return plan }
    return plan.withoutTouched(matched: hidesEntries(query.type) ? try await records(query).count : plan.matched)
  }

  func explain(_ query: AggregateQuery) async throws -> QueryPlan {
    let plan = try await base.explain(onReadableEntries(limited(query)))
    return visible.isEmpty ? plan : plan.withoutTouched(matched: plan.matched)
  }

  /// Says that there is no record to do something with, and notes the refusal when there is one out of sight.
  ///
  /// - Returns: ``StoreError/notFound(_:)``, to be thrown.
  func missing(_ key: RecordKey, of type: RecordType, for operation: Rights.Operation) async throws -> StoreError {
    if acting?.access.refusals != nil, try await base.unrestricted.record(key, of: type) != nil {
      _ = refused(.notAllowed(operation.verb, key))
    }
    return .notFound(key)
  }

  /// Whether a record, as the transaction has it now, meets the condition for an operation.
  func allows(_ operation: Rights.Operation, _ record: AnyRecord) async throws -> Bool {
    if let allowed = try rights.allow(operation, record) { return allowed }
    let own: FilterExpression = .compare("id", .equal, .reference(record.id))
    let condition = own && rights.condition(for: operation, on: record.type.entity)
    return try await base.unrestricted.count(RecordQuery(record.type, where: condition)) == 1
  }

  /// The query as the store under all rights receives it.
  func whollyLimited<Query: ScopedQuery>(_ query: Query) throws -> Query {
    let query = try limited(query)
    return try base.restrictions?.view.whollyLimited(query) ?? query
  }

  /// A record as the actor sees it.
  func shown(_ record: AnyRecord) throws -> AnyRecord {
    try rights.shown(base.restrictions?.view.shown(record) ?? record)
  }

  /// What may be done with a field: the least of what all rights allow.
  func access(to field: String, of entity: String) -> FieldAccess {
    min(
      rights.fields[entity]?.access(to: field) ?? .write,
      base.restrictions?.view.access(to: field, of: entity) ?? .write)
  }

  /// Whether there are fields of records of an entity that may not be read or not be written.
  func limitsFields(of entity: String) -> Bool {
    rights.fields[entity] != nil || base.restrictions?.view.limitsFields(of: entity) ?? false
  }

  /// A record that was made from what the actor sees of another, with what they may not change as it is stored.
  ///
  /// - Throws: ``StoreError/fieldNotAllowed(_:_:of:)``.
  func completed(_ record: AnyRecord, over stored: AnyRecord, shown: AnyRecord) throws -> AnyRecord {
    let limits = rights.fields[record.type.entity]
    let completed: AnyRecord
    do { completed = try limits?.completed(record, over: stored, shown: shown) ?? record } catch let error as StoreError
    {
      throw refused(error)
    }
    return try base.restrictions?.view.completed(completed, over: stored, shown: shown) ?? completed
  }

  private var history: RestrictedHistory { RestrictedHistory(view: self) }

  /// Whether these are entries of the history, of which some may be out of sight.
  private func hidesEntries(_ type: RecordType) -> Bool { type == HistoryEntry.recordType && !visible.isEmpty }

  /// The query with the conditions under which records exist for the actor.
  ///
  /// - Throws: ``StoreError/fieldNotReadable(_:entity:)`` when it asks by what they may not read.
  private func limited<Query: ScopedQuery>(_ query: Query) throws -> Query {
    if !rights.fields.isEmpty { try requireReadable(query) }
    var visible = visible
    // Which entries may be read is decided one by one, where they are what is asked for.
    if hidesEntries(query.type) { visible[HistoryEntry.entity] = rights.entries }
    var query = query
    query.scope.visible.merge(visible) { $0 && $1 }
    return query
  }

  private func requireReadable(_ query: some ScopedQuery) throws {
    // The conditions for sight see everything.
    var words = query
    words.scope.visible = [:]
    let reach = words.reach(in: rights.catalog)
    if query.type == HistoryEntry.recordType, let slot = query.type.slot(of: "changes"), reach.ownSlots.contains(slot) {
      throw refused(.fieldNotReadable("changes", entity: HistoryEntry.entity))
    }
    for (entity, limits) in rights.fields.sorted(by: { $0.key < $1.key }) {
      let slots = (reach.slots[entity] ?? []).union(query.type.entity == entity ? reach.ownSlots : [])
      if let field = limits.unreadable(among: slots, custom: reach.customFields[entity] ?? []) {
        throw refused(.fieldNotReadable(field, entity: entity))
      }
    }
  }

  /// Figures over the history are made of the entries that may be read.
  private func onReadableEntries(_ query: AggregateQuery) async throws -> AggregateQuery {
    guard hidesEntries(query.type) else { return query }
    let entries = try await history.readable(
      base.records(RecordQuery(query.type, where: query.filter, scope: query.scope)))
    var query = query
    query.filter = .isIn("id", entries.map { .reference($0.id) })
    return query
  }
}

/// What an actor's rights take away from a view.
///
/// There is nothing to do with it but to pass it on, in a store that wraps others.
public struct Restrictions: Sendable {
  let view: RestrictedView
}

extension QueryPlan {
  /// The plan without the number of candidates, which counts records out of sight.
  fileprivate func withoutTouched(matched: Int) -> QueryPlan {
    QueryPlan(access: access, touched: nil, matched: matched, isSorted: isSorted)
  }
}
