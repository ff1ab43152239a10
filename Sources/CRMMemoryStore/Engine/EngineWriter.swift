package import CRMCore
import Synchronization

/// A transaction of the engine: a copy of the newest state that it changes and hands back whole.
package final class EngineWriter: StoreWriter {
  private let master: Mutex<Master?>
  private let catalog: Catalog
  private let engine: StorageEngine

  package init(_ master: Master, catalog: Catalog, engine: StorageEngine) {
    self.master = Mutex(master)
    self.catalog = catalog
    self.engine = engine
  }

  deinit {
    // A writer that was dropped instead of ended must not keep the others out.
    if master.withLock({ $0 != nil }) { engine.release() }
  }

  package func record(_ key: RecordKey, of type: RecordType) async throws -> AnyRecord? {
    try view { try $0.record(key.id, of: type) }
  }

  package func records(_ query: RecordQuery) async throws -> [AnyRecord] { try view { try $0.records(query) } }

  package func count(_ query: RecordQuery) async throws -> Int { try view { try $0.count(query) } }

  package func aggregate(_ query: AggregateQuery) async throws -> [AggregateRow] {
    try view { try $0.aggregate(query) }
  }

  package func explain(_ query: RecordQuery) async throws -> QueryPlan { try view { try $0.explain(query) } }

  package func explain(_ query: AggregateQuery) async throws -> QueryPlan { try view { try $0.explain(query) } }

  package func insert(_ record: AnyRecord) async throws {
    try change(record.type.entity) { try $0.insert(record.storage) }
  }

  package func update(_ record: AnyRecord) async throws {
    try change(record.type.entity) { try $0.update(record.storage) }
  }

  package func delete(_ key: RecordKey, of type: RecordType) async throws {
    try change(key.entity) { try $0.delete(key.id) }
  }

  package func commit(_ changes: ChangeSet) async throws {
    guard let master = take() else { throw StoreError.ended }
    try await engine.commit(master, changes)
  }

  package func end() async {
    if take() != nil { engine.release() }
  }

  private func take() -> Master? { master.withLock { $0.take() } }

  private func view<T>(_ body: (MasterView) throws -> T) throws -> T {
    guard let master = master.withLock({ $0 }) else { throw StoreError.ended }
    return try body(MasterView(master, catalog: catalog))
  }

  private func change(_ entity: String, _ body: (inout Table) throws -> Void) throws {
    try master.withLock { master in
      guard var changed = master.take() else { throw StoreError.ended }
      defer { master = changed }
      try changed.change(entity, body)
    }
  }
}
