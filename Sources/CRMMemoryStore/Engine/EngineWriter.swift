package import CRMCore
import Synchronization

/// A transaction of the engine: the newest state, and what it makes of it.
package final class EngineWriter: StoreWriter {
  private let working: Mutex<WorkingState?>
  private let catalog: Catalog
  private let engine: StorageEngine

  package init(_ master: Master, catalog: Catalog, engine: StorageEngine) {
    working = Mutex(WorkingState(master))
    self.catalog = catalog
    self.engine = engine
  }

  deinit {
    // A writer that was dropped instead of ended must not keep the others out.
    if working.withLock({ $0 != nil }) { engine.release() }
  }

  package func record(_ key: RecordKey, of type: RecordType) async throws -> AnyRecord? {
    try working.withLock { working in
      guard let current = working else { throw StoreError.ended }
      return try current.record(key.id, of: type).map { AnyRecord(type: type, storage: $0) }
    }
  }

  package func records(_ query: RecordQuery) async throws -> [AnyRecord] { try view { try $0.records(query) } }

  package func count(_ query: RecordQuery) async throws -> Int { try view { try $0.count(query) } }

  package func aggregate(_ query: AggregateQuery) async throws -> [AggregateRow] {
    try view { try $0.aggregate(query) }
  }

  package func explain(_ query: RecordQuery) async throws -> QueryPlan { try view { try $0.explain(query) } }

  package func explain(_ query: AggregateQuery) async throws -> QueryPlan { try view { try $0.explain(query) } }

  package func lastCommit() async throws -> UInt64 {
    guard let sequence = working.withLock({ $0?.sequence }) else { throw StoreError.ended }
    return sequence
  }

  package func insert(_ record: AnyRecord) async throws {
    try change { try $0.add(TableWrite(record.type, .insert(record.storage))) }
  }

  package func insert(_ records: [AnyRecord]) async throws { try change { try $0.insert(records) } }

  package func update(_ record: AnyRecord) async throws {
    try change { try $0.add(TableWrite(record.type, .update(record.storage))) }
  }

  package func delete(_ key: RecordKey, of type: RecordType) async throws {
    try change { try $0.add(TableWrite(type, .delete(key.id))) }
  }

  @inline(__always)
  package func commit(_ changes: ChangeSet) async throws { try await commit(changes) {} }

  @inline(__always)
  package func commit(_ changes: ChangeSet, acknowledge: () -> Void) async throws {
    guard let working = take() else { throw StoreError.ended }
    try await engine.commit(consume working, changes, acknowledge)
  }

  package func end() async {
    if take() != nil { engine.release() }
  }

  private func take() -> WorkingState? { working.withLock { $0.take() } }

  private func view<T>(_ body: (MasterView) throws -> T) throws -> T {
    let master = try working.withLock { working in
      guard let master = try working?.settled() else { throw StoreError.ended }
      return master
    }
    return try body(MasterView(master, catalog: catalog))
  }

  private func change(_ body: (inout WorkingState) throws -> Void) throws {
    try working.withLock { working in
      guard var current = working.take() else { throw StoreError.ended }
      defer { working = current }
      try body(&current)
    }
  }
}
