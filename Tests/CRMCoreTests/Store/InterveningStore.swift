import CRMCore
import CRMMemoryStore
import Synchronization

/// A store on which something else is done at moments that a test chooses.
final class InterveningStore: Store {
  typealias Intervention = @Sendable () async throws -> Void

  let base: MemoryStore
  private let afterCommit = Mutex<Intervention?>(nil)
  private let overtaking = Mutex<Intervention?>(nil)
  private let beginning = Mutex<Intervention?>(nil)

  init(_ base: MemoryStore) { self.base = base }

  /// Does something once the next commit has happened, before it returns.
  func afterNextCommit(_ intervention: @escaping Intervention) { afterCommit.withLock { $0 = intervention } }

  /// Does something while the next transaction is begun, which sees no workflows then, as if its view were of before.
  func overtakeNext(_ intervention: @escaping Intervention) { overtaking.withLock { $0 = intervention } }

  /// Does something before each transaction is begun.
  func beforeEach(_ intervention: @escaping Intervention) { beginning.withLock { $0 = intervention } }

  var catalog: Catalog { base.catalog }
  var environment: CRMEnvironment { base.environment }
  var feed: ChangeFeed { base.feed }
  func beginRead() async throws -> any StoreReader { try await base.beginRead() }

  func beginWrite() async throws -> any StoreWriter {
    try await beginning.withLock { $0 }?()
    let overtaking = overtaking.withLock { $0.take() }
    try await overtaking?()
    let afterCommit = afterCommit.withLock { $0.take() }
    return InterveningWriter(try await base.beginWrite(), seesWorkflows: overtaking == nil, afterCommit)
  }
}

private final class InterveningWriter: StoreWriter {
  private let base: any StoreWriter
  private let seesWorkflows: Bool
  private let afterCommit: InterveningStore.Intervention?

  init(_ base: any StoreWriter, seesWorkflows: Bool, _ afterCommit: InterveningStore.Intervention?) {
    (self.base, self.seesWorkflows, self.afterCommit) = (base, seesWorkflows, afterCommit)
  }

  func records(_ query: RecordQuery) async throws -> [AnyRecord] {
    seesWorkflows || query.type != WorkflowDefinition.recordType ? try await base.records(query) : []
  }

  func commit(_ changes: ChangeSet) async throws {
    try await base.commit(changes)
    try await afterCommit?()
  }

  func record(_ key: RecordKey, of type: RecordType) async throws -> AnyRecord? { try await base.record(key, of: type) }
  func count(_ query: RecordQuery) async throws -> Int { try await base.count(query) }
  func aggregate(_ query: AggregateQuery) async throws -> [AggregateRow] { try await base.aggregate(query) }
  func explain(_ query: RecordQuery) async throws -> QueryPlan { try await base.explain(query) }
  func explain(_ query: AggregateQuery) async throws -> QueryPlan { try await base.explain(query) }
  func lastCommit() async throws -> UInt64 { try await base.lastCommit() }
  func insert(_ record: AnyRecord) async throws { try await base.insert(record) }
  func update(_ record: AnyRecord) async throws { try await base.update(record) }
  func delete(_ key: RecordKey, of type: RecordType) async throws { try await base.delete(key, of: type) }
  func end() async { await base.end() }
}
