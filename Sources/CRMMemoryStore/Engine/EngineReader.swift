package import CRMCore
import Synchronization

/// A view of the engine's state at one moment.
package final class EngineReader: StoreReader {
  private let master: Mutex<Master?>
  private let catalog: Catalog

  package init(_ master: Master, catalog: Catalog) {
    self.master = Mutex(master)
    self.catalog = catalog
  }

  package func record(_ key: RecordKey, of type: RecordType) async throws -> AnyRecord? {
    try view().record(key.id, of: type)
  }

  package func records(_ query: RecordQuery) async throws -> [AnyRecord] { try view().records(query) }

  package func count(_ query: RecordQuery) async throws -> Int { try view().count(query) }

  package func aggregate(_ query: AggregateQuery) async throws -> [AggregateRow] { try view().aggregate(query) }

  package func explain(_ query: RecordQuery) async throws -> QueryPlan { try view().explain(query) }

  package func explain(_ query: AggregateQuery) async throws -> QueryPlan { try view().explain(query) }

  package func lastCommit() async throws -> UInt64 {
    guard let sequence = master.withLock({ $0?.sequence }) else { throw StoreError.ended }
    return sequence
  }

  package func end() async { master.withLock { $0 = nil } }

  private func view() throws -> MasterView {
    guard let master = master.withLock({ $0 }) else { throw StoreError.ended }
    return MasterView(master, catalog: catalog)
  }
}
