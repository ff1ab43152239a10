import CRMCore
import CRMMemoryStore
import Testing

@Suite("Processes")
struct ProcessTests {
  private let world: ProcessWorld
  private var store: MemoryStore { world.store }

  init() async throws {
    world = try ProcessWorld()
    try await world.store.define(ProcessWorld.sale)
  }

  @Test("A record begins in the first stage, which is kept in its field")
  func start() async throws {
    let deal = try await world.newDeal()
    let way = try await store.startProcess("sale", for: deal.key)
    #expect(way.stage == "qualify" && way.state == .running && way.enteredAt == world.clock.now)
    #expect(try await store.get(deal.id).progress == "qualify")
    await #expect(throws: ProcessError.alreadyRunning(deal.key, process: "sale")) {
      try await store.startProcess("sale", for: deal.key)
    }
    await #expect(throws: ProcessError.unknown("other")) { try await store.startProcess("other", for: deal.key) }
  }

  @Test("What comes from elsewhere begins in the stage that it has come to")
  func startMidway() async throws {
    let deal = try await world.newDeal()
    let way = try await store.startProcess("sale", for: deal.key, at: "review")
    #expect(way.stage == "review" && way.state == .running)
    #expect(try await store.get(deal.id).progress == "review")
    let other = try await world.newDeal()
    await #expect(throws: ProcessError.noWay(other.key, from: "qualify", to: "nowhere")) {
      try await store.startProcess("sale", for: other.key, at: "nowhere")
    }
  }

  @Test("A gate tells everything that is to be done, and lets nobody through before")
  func gates() async throws {
    let deal = try await world.newDeal()
    let way = try await store.startProcess("sale", for: deal.key)
    try await store.finishTask("Call", of: way.id)
    let obstacles = try await store.obstacles(of: way.id)
    #expect(obstacles.map(\.kind) == [.field, .task, .condition])
    #expect(obstacles.map(\.advice) == ["fill in budget", "finish “Visit”", "say how large it is"])
    await #expect(throws: ProcessError.blocked(deal.key, stage: "qualify", obstacles)) {
      try await store.advance(way.id)
    }
    #expect(try await store.get(way.id).stage == "qualify")
    // Giving up needs none of it.
    #expect(try await store.advance(way.id, to: "lost").state == .completed)
    #expect(try await store.get(deal.id).progress == "lost")
    await #expect(throws: ProcessError.ended(way.id.key)) { try await store.advance(way.id) }
  }

  @Test("The way goes on by the first exit whose condition holds")
  func branches() async throws {
    let small = try await world.newDeal { ($0.budget, $0.size) = (Money(minorUnits: 1, currency: .usd), 5) }
    let large = try await world.newDeal { ($0.budget, $0.size) = (Money(minorUnits: 1, currency: .usd), 100) }
    #expect(try await store.advance(world.ready(small).id).stage == "won")
    #expect(try await store.advance(world.ready(large).id).stage == "review")
    let way = try await world.ready(world.newDeal { $0.size = 5 })
    await #expect(throws: ProcessError.self) { try await store.advance(way.id, to: "review") }
    await #expect(throws: ProcessError.self) { try await store.advance(way.id, to: "nowhere") }
  }

  @Test("What is done on the way in is part of the step: all of it or nothing")
  func actions() async throws {
    let deal = try await world.newDeal("Ali") { ($0.budget, $0.size) = (Money(minorUnits: 1250, currency: .usd), 5) }
    let sara = try world.acting(as: world.sara)
    _ = try await sara.advance(world.ready(deal).id)
    let won = try await store.get(deal.id)
    #expect(won.closedOn == (try CalendarDate(iso8601: "2023-11-14")) && won.owner == world.sara.description)
    #expect(won.progress == "won" && won.stamp.updatedBy == world.sara)
    #expect(try await store.fetch(Visit.self).map(\.note) == ["Ali"])
    let message = try #require(try await store.first(OutboxMessage.self))
    #expect(message.recipient == "Ali" && message.message == #"{"text": "Won Ali of 12.50 USD"}"#)

    // Without a name there is no recipient, and no step.
    let nameless = try await world.newDeal("") { ($0.budget, $0.size) = (Money(minorUnits: 1, currency: .usd), 5) }
    let way = try await world.ready(nameless)
    await #expect(throws: AutomationError.noRecipient(nameless.key, channel: "letters")) {
      try await store.advance(way.id)
    }
    #expect(try await store.get(way.id).stage == "qualify")
    #expect(try await store.get(nameless.id).progress == "qualify")
    #expect(try await store.count(Visit.self) == 1)
  }

  @Test("The time in each stage is kept")
  func times() async throws {
    let deal = try await world.newDeal { ($0.budget, $0.size) = (Money(minorUnits: 1, currency: .usd), 100) }
    let way = try await world.ready(deal)
    world.clock.advance(by: .seconds(60))
    try await store.advance(way.id)
    world.clock.advance(by: .seconds(30))
    try await store.advance(way.id, to: "qualify")
    world.clock.advance(by: .seconds(5))
    try await store.advance(way.id, to: "lost")
    let visits = try await store.fetch(StageVisit.self, sort: .ascending(\.position))
    #expect(visits.map(\.stage) == ["qualify", "review", "qualify", "lost"])
    #expect(visits.map(\.duration) == [.seconds(60), .seconds(30), .seconds(5), .zero])
    #expect(try await store.get(way.id).endedAt == world.clock.now)
    // The second stay had tasks of its own.
    #expect(try await store.count(ProcessTask.self) == 4)
  }

  @Test("What is under way stays on the version that it was started with")
  func versions() async throws {
    let old = try await world.newDeal()
    let way = try await store.startProcess("sale", for: old.key)
    var changed = ProcessWorld.sale
    changed.stages[0].gates = []
    let second = try await store.define(changed)
    #expect(second.version == 2)
    #expect(try await store.fetch(ProcessDefinition.self).map(\.state) == [.retired, .active])
    #expect(try await !store.obstacles(of: way.id).isEmpty)
    let new = try await world.newDeal { $0.size = 5 }
    #expect(try await store.advance(store.startProcess("sale", for: new.key).id).stage == "won")
  }

  @Test("A record that nobody with the actor's rights sees does not move")
  func rights() async throws {
    let deal = try await world.newDeal { ($0.budget, $0.size) = (Money(minorUnits: 1, currency: .usd), 5) }
    let way = try await world.ready(deal)
    var rights = Rights()
    rights.forbid(Deal.self)
    let blind = try store.acting(as: world.sara, with: rights)
    await #expect(throws: StoreError.notFound(deal.key)) { try await blind.advance(way.id) }
    await #expect(throws: StoreError.notFound(deal.key)) { try await blind.startProcess("sale", for: deal.key) }
    await #expect(throws: StoreError.notFound(deal.key)) { try await blind.obstacles(of: way.id) }
    await #expect(throws: StoreError.notFound(deal.key)) { try await blind.finishTask("Call", of: way.id) }
    await #expect(throws: StoreError.notFound(deal.key)) { try await blind.requestApproval("x", of: way.id) }
    await #expect(throws: StoreError.notFound(deal.key)) { try await blind.abandon(way.id) }
    rights = Rights()
    rights.forbid(Deal.self, [.update])
    let reader = try store.acting(as: world.sara, with: rights)
    await #expect(throws: StoreError.notAllowed("change", deal.key)) { try await reader.advance(way.id) }
    #expect(try await store.get(way.id).stage == "qualify")
  }

  @Test("Actions that bring each other about without end are stopped, and nothing of them is kept")
  func endless() async throws {
    for (name, other) in [("ping", "pong"), ("pong", "ping")] {
      try await store.define(
        BusinessProcess(
          name, of: "deal", stages: [.init("only", isEnd: true, onEntry: [.start(process: other)])]))
    }
    let deal = try await world.newDeal()
    await #expect(throws: AutomationError.tooDeep(deal.key, limit: 16)) {
      try await store.startProcess("ping", for: deal.key)
    }
    #expect(try await store.count(ProcessInstance.self) == 0)
  }

  @Test("A record that stays longer than it should is told of, and one that has left in time is not")
  func overdue() async throws {
    try await store.define(
      BusinessProcess(
        "slow", of: "deal",
        stages: [
          .init(
            "wait", exits: [.init(to: "end")], limit: .seconds(60),
            onOverdue: [.create(entity: "visit", ["note": .field("name")])]),
          .init("end", isEnd: true),
        ]))
    var agenda = AgendaRunner(store)
    agenda.handleAutomation()
    let (late, early) = (try await world.newDeal("late"), try await world.newDeal("early"))
    try await store.startProcess("slow", for: late.key)
    try await store.advance(store.startProcess("slow", for: early.key).id)
    world.clock.advance(by: .seconds(59))
    #expect(try await agenda.runDue().done == 0)
    world.clock.advance(by: .seconds(1))
    #expect(try await agenda.runDue().done == 1)
    #expect(try await store.fetch(Visit.self).map(\.note) == ["late"])
  }

  @Test("A way can be abandoned and begun anew")
  func abandoned() async throws {
    let deal = try await world.newDeal()
    let way = try await store.startProcess("sale", for: deal.key)
    #expect(try await store.abandon(way.id).state == .abandoned)
    let again = try await store.startProcess("sale", for: deal.key)
    #expect(again.id != way.id)
    #expect(try await store.way(of: deal.key, through: "sale")?.id == again.id)
  }
}
