/// A transaction through an actor's rights.
///
/// What is refused is taken back at once, so that the transaction can go on.
final class RestrictedWriter: StoreWriter {
  private let base: any StoreWriter
  private let view: RestrictedView

  init(_ base: any StoreWriter, rights: Rights, catalog: Catalog) {
    self.base = base
    view = RestrictedView(base: base, rights: rights, catalog: catalog)
  }

  func record(_ key: RecordKey, of type: RecordType) async throws -> AnyRecord? { try await view.record(key, of: type) }

  func records(_ query: RecordQuery) async throws -> [AnyRecord] { try await view.records(query) }

  func count(_ query: RecordQuery) async throws -> Int { try await view.count(query) }

  func aggregate(_ query: AggregateQuery) async throws -> [AggregateRow] { try await view.aggregate(query) }

  func explain(_ query: RecordQuery) async throws -> QueryPlan { try await view.explain(query) }

  func explain(_ query: AggregateQuery) async throws -> QueryPlan { try await view.explain(query) }

  /// The condition is one on the record as it would be stored, paths included, so it is asked once the record is there.
  func insert(_ record: AnyRecord) async throws {
    try await hidingOthers { try await base.insert(record) }
    if try await !view.allows(.create, record) {
      try await base.delete(record.key, of: record.type)
      throw StoreError.notAllowed("create", record.key)
    }
  }

  func update(_ record: AnyRecord) async throws {
    guard let current = try await view.record(record.key, of: record.type) else {
      throw StoreError.notFound(record.key)
    }
    guard try await view.allows(.update, current) else { throw StoreError.notAllowed("change", record.key) }
    try await hidingOthers { try await base.update(record) }
    if try await !view.allows(.update, record) {
      try await base.update(current)
      throw StoreError.notAllowed("change", record.key)
    }
  }

  func delete(_ key: RecordKey, of type: RecordType) async throws {
    guard let current = try await view.record(key, of: type) else { throw StoreError.notFound(key) }
    guard try await view.allows(.delete, current) else { throw StoreError.notAllowed("delete", key) }
    try await base.delete(key, of: type)
  }

  func commit(_ changes: ChangeSet) async throws { try await base.commit(changes) }

  var unrestricted: any StoreReader { base.unrestricted }

  var unrestrictedWriter: any StoreWriter { base.unrestrictedWriter }

  func end() async { await base.end() }

  /// An error must not tell of a record that the actor may not read.
  private func hidingOthers(_ body: () async throws -> Void) async throws {
    do { try await body() } catch StoreError.duplicate(let key, let fields, let other?) {
      let isVisible = try await view.record(other, of: view.catalog.type(of: other.entity)) != nil
      throw StoreError.duplicate(key, fields: fields, other: isVisible ? other : nil)
    }
  }
}
