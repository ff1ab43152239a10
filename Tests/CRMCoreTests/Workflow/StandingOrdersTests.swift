import CRMCore
import CRMMemoryStore
import Synchronization
import Testing

@Suite("Orders that are given while others write")
struct StandingOrdersTests {
  private let base: InterveningStore
  private let store: AutomatedStore

  init() throws {
    base = InterveningStore(try MemoryStore(ProcessWorld.types))
    store = AutomatedStore(base)
  }

  private static func insert(_ name: String, into store: AutomatedStore) async throws {
    var deal = Deal(id: store.newID())
    deal.name = name
    try await store.insert(deal)
  }

  private static let workflow = Workflow(
    "w", on: "deal", when: .created, do: [.create(entity: "visit", ["note": .field("name")])])

  @Test("A workflow is carried out for those who build on its definition before that commit has returned")
  func builtOn() async throws {
    try await Self.insert("before", into: store)
    base.afterNextCommit { [store] in try await Self.insert("meanwhile", into: store) }
    try await store.define(Self.workflow)
    #expect(try await store.fetch(Visit.self).map(\.note) == ["meanwhile"])
  }

  @Test("A transaction that was begun before a workflow was defined does not have it forgotten")
  func begunBefore() async throws {
    base.overtakeNext { [store] in try await store.define(Self.workflow) }
    try await Self.insert("overtaken", into: store)
    try await Self.insert("after", into: store)
    #expect(try await store.fetch(Visit.self).map(\.note) == ["after"])
  }
}

/// A store on which something else is done at moments that a test chooses.
private final class InterveningStore: Store {
  typealias Intervention = @Sendable () async throws -> Void

  let base: MemoryStore
  private let afterCommit = Mutex<Intervention?>(nil)
  private let overtaking = Mutex<Intervention?>(nil)

  init(_ base: MemoryStore) { self.base = base }

  /// Does something once the next commit has happened, before it returns.
  func afterNextCommit(_ intervention: @escaping Intervention) { afterCommit.withLock { $0 = intervention } }

  /// Does something while the next transaction is begun, which sees no workflows then, as if its view were of before.
  func overtakeNext(_ intervention: @escaping Intervention) { overtaking.withLock { $0 = intervention } }

  var catalog: Catalog { base.catalog }
  var environment: CRMEnvironment { base.environment }
  var feed: ChangeFeed { base.feed }
  func beginRead() async throws -> any StoreReader { try await base.beginRead() }

  func beginWrite() async throws -> any StoreWriter {
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
