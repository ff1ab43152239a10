import CRMCore
import CRMMemoryStore
import Testing

@Suite("Approvals")
struct ApprovalTests {
  private let world: ProcessWorld
  private let way: ProcessInstance
  private var store: MemoryStore { world.store }

  init() async throws {
    world = try ProcessWorld()
    try await world.store.define(ProcessWorld.sale)
    let deal = try await world.newDeal { ($0.budget, $0.size) = (Money(minorUnits: 1, currency: .usd), 100) }
    way = try await world.store.advance(world.ready(deal).id)
    var role = Role(id: world.store.newID())
    role.name = "manager"
    try await world.store.insert(role)
    try await world.store.give(role.id, to: world.reza)
  }

  private func advice() async throws -> String? { try await store.obstacles(of: way.id).first?.advice }

  @Test("Who holds the role opens the gate, and nobody else")
  func approved() async throws {
    #expect(try await advice() == "“discount”: ask manager for it")
    let approval = try await store.requestApproval("discount", of: way.id)
    #expect(try await store.requestApproval("discount", of: way.id).id == approval.id)
    #expect(try await advice() == "“discount”: wait for the answer of manager")
    let sara = try world.acting(as: world.sara)
    await #expect(throws: ProcessError.notEntitled(approval.key, role: "manager")) {
      try await sara.decide(approval.id, isApproved: true)
    }
    #expect(try await store.approvals(waitingFor: world.reza).map(\.id) == [approval.id])
    #expect(try await store.approvals(waitingFor: world.sara).isEmpty)
    let answer = try await world.acting(as: world.reza).decide(approval.id, isApproved: true)
    #expect(answer.decidedBy == world.reza.description)
    #expect(try await store.advance(way.id).stage == "won")
    await #expect(throws: ProcessError.decided(approval.key, state: .approved)) {
      try await store.decide(approval.id, isApproved: false)
    }
  }

  @Test("A rejection keeps the gate closed until it is asked for anew")
  func rejected() async throws {
    let approval = try await store.requestApproval("discount", of: way.id)
    try await world.acting(as: world.reza).decide(approval.id, isApproved: false, comment: "too much")
    #expect(try await advice()?.contains("too much") == true)
    await #expect(throws: ProcessError.self) { try await store.advance(way.id) }
    let second = try await store.requestApproval("discount", of: way.id)
    #expect(second.id != approval.id)
    try await world.acting(as: world.reza).decide(second.id, isApproved: true)
    #expect(try await advice() == nil)
  }

  @Test("The decision can be given to somebody else by who may decide")
  func delegated() async throws {
    let approval = try await store.requestApproval("discount", of: way.id)
    await #expect(throws: ProcessError.notEntitled(approval.key, role: "manager")) {
      try await world.acting(as: world.sara).delegate(approval.id, to: world.sara)
    }
    try await world.acting(as: world.reza).delegate(approval.id, to: world.sara)
    #expect(try await store.approvals(waitingFor: world.sara).count == 1)
    #expect(try await world.acting(as: world.sara).decide(approval.id, isApproved: true).state == .approved)
  }

  @Test("An approval that nobody gives in time expires, and one that was given does not")
  func expired() async throws {
    var agenda = AgendaRunner(store)
    agenda.handleAutomation()
    let approval = try await store.requestApproval("discount", of: way.id)
    world.clock.advance(by: .seconds(3599))
    try await agenda.runDue()
    #expect(try await store.get(approval.id).state == .asked)
    world.clock.advance(by: .seconds(1))
    try await agenda.runDue()
    #expect(try await store.get(approval.id).state == .expired)
    #expect(try await advice()?.contains("did not answer in time") == true)

    let second = try await store.requestApproval("discount", of: way.id)
    try await store.decide(second.id, isApproved: true)
    world.clock.advance(by: .seconds(3600))
    try await agenda.runDue()
    #expect(try await store.get(second.id).state == .approved)
  }

  @Test("What was asked in a stage is obsolete once the record has left it")
  func obsolete() async throws {
    let approval = try await store.requestApproval("discount", of: way.id)
    try await store.advance(way.id, to: "qualify")
    #expect(try await store.get(approval.id).state == .obsolete)
    for task in ["Call", "Visit"] { try await store.finishTask(task, of: way.id) }
    try await store.advance(way.id)
    #expect(try await advice() == "“discount”: ask manager for it")
  }
}
