import CRMCore
import CRMMemoryStore
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
