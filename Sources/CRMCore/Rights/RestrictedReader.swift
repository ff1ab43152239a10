/// A view of a store through an actor's rights.
final class RestrictedReader: StoreReader {
  private let base: any StoreReader
  private let view: RestrictedView

  init(_ base: any StoreReader, rights: Rights, catalog: Catalog) {
    self.base = base
    view = RestrictedView(base: base, rights: rights, catalog: catalog)
  }

  func record(_ key: RecordKey, of type: RecordType) async throws -> AnyRecord? { try await view.record(key, of: type) }

  func records(_ query: RecordQuery) async throws -> [AnyRecord] { try await view.records(query) }

  func count(_ query: RecordQuery) async throws -> Int { try await view.count(query) }

  func aggregate(_ query: AggregateQuery) async throws -> [AggregateRow] { try await view.aggregate(query) }

  func explain(_ query: RecordQuery) async throws -> QueryPlan { try await view.explain(query) }

  func explain(_ query: AggregateQuery) async throws -> QueryPlan { try await view.explain(query) }

  var unrestricted: any StoreReader { base.unrestricted }

  func end() async { await base.end() }
}

/// How an actor's rights change what is read: every query is given the conditions under which records exist for the actor.
struct RestrictedView: Sendable {
  let base: any StoreReader
  let rights: Rights
  let catalog: Catalog

  func record(_ key: RecordKey, of type: RecordType) async throws -> AnyRecord? {
    if type == HistoryEntry.recordType {
      guard let record = try await base.record(key, of: type) else { return nil }
      return try await readable([record]).first
    }
    guard rights.filter(for: .read, on: type.entity) != .constant(true) else {
      return try await base.record(key, of: type)
    }
    return try await records(RecordQuery(type, where: .compare("id", .equal, .reference(key.id)), limit: 1)).first
  }

  func records(_ query: RecordQuery) async throws -> [AnyRecord] {
    guard query.type == HistoryEntry.recordType, !rights.visible.isEmpty else {
      return try await base.records(limited(query))
    }
    var everything = query
    everything.limit = nil
    let readable = try await readable(base.records(everything))
    return query.limit.map { Array(readable.prefix(max(0, $0))) } ?? readable
  }

  func count(_ query: RecordQuery) async throws -> Int {
    guard query.type == HistoryEntry.recordType, !rights.visible.isEmpty else {
      return try await base.count(limited(query))
    }
    return try await records(query).count
  }

  func aggregate(_ query: AggregateQuery) async throws -> [AggregateRow] { try await base.aggregate(limited(query)) }

  func explain(_ query: RecordQuery) async throws -> QueryPlan { try await base.explain(limited(query)) }

  func explain(_ query: AggregateQuery) async throws -> QueryPlan { try await base.explain(limited(query)) }

  /// Whether a record, as the transaction has it now, meets the condition for an operation.
  func allows(_ operation: Rights.Operation, _ record: AnyRecord) async throws -> Bool {
    let filter = rights.filter(for: operation, on: record.type.entity)
    if filter == .constant(true) { return true }
    let own: FilterExpression = .compare("id", .equal, .reference(record.id))
    return try await base.unrestricted.count(RecordQuery(record.type, where: own && filter)) == 1
  }

  private func limited(_ query: RecordQuery) -> RecordQuery {
    var query = query
    query.scope = limited(query.scope)
    return query
  }

  /// Figures over the history would tell of records that may not be read, so they are made of nothing.
  private func limited(_ query: AggregateQuery) -> AggregateQuery {
    var query = query
    query.scope = limited(query.scope)
    if query.type == HistoryEntry.recordType && !rights.visible.isEmpty { query.filter = .constant(false) }
    return query
  }

  private func limited(_ scope: QueryScope) -> QueryScope {
    var scope = scope
    scope.visible.merge(rights.visible) { $0 && $1 }
    return scope
  }

  /// The entries of the history whose records may be read.
  ///
  /// Those of deleted records may when every record of the entity may.
  private func readable(_ entries: [AnyRecord]) async throws -> [AnyRecord] {
    var known: [RecordKey: Bool] = [:]
    var readable: [AnyRecord] = []
    for record in entries {
      let entry = try HistoryEntry.schema.decode(record)
      guard let id = Identifier(entry.record) else { continue }
      let subject = RecordKey(entity: entry.subject, id: id)
      if known[subject] == nil {
        if rights.filter(for: .read, on: subject.entity) == .constant(true) {
          known[subject] = true
        } else {
          known[subject] = try await self.record(subject, of: catalog.type(of: subject.entity)) != nil
        }
      }
      if known[subject] == true { readable.append(record) }
    }
    return readable
  }
}
