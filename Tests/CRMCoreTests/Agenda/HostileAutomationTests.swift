import CRMCore
import CRMMemoryStore
import Foundation
import Testing

@Suite("Automation that is given nonsense")
struct HostileAutomationTests {
  @Test(
    "A policy of whatever numbers gives a time to rest",
    arguments: [
      (Double.nan, Double.nan), (.infinity, .infinity), (-.infinity, -1), (0, 2), (1e308, 0.5), (2, .nan),
    ])
  func retries(growth: Double, jitter: Double) async throws {
    for delay in [Duration.seconds(Int64.max), .seconds(Int64.min), .zero, .seconds(30)] {
      let policy = RetryPolicy(
        attempts: .max, firstDelay: delay, growth: growth, longestDelay: delay, jitter: jitter)
      let world = try AgendaWorld(retries: policy)
      world.troubles.come(3)
      try await world.store.schedule(NoteVisit(note: "x"), due: .after(.zero))
      #expect(try await world.runner.runDue().failures.count > 0)
    }
  }

  @Test("Counts that no program has counted bring none down")
  func counts() async throws {
    let world = try AgendaWorld()
    world.troubles.come(1)
    let entry = try await world.store.schedule(NoteVisit(note: "x"), due: .after(.zero), named: "n")
    try await world.store.update(entry.id) { ($0.attempts, $0.timesScheduled) = (.max, .max) }
    #expect(try await world.runner.runDue().failures.first?.isGivenUp == true)
    try await world.store.schedule(NoteVisit(note: "x"), due: .after(.zero), named: "n")

    let outbox = try OutboxWorld()
    outbox.office.refuse(DeliveryFailure.passing("busy"))
    let message = try await outbox.post("x")
    try await outbox.store.update(message.id) { $0.attempts = .max }
    #expect(try await outbox.runner().deliverDue().failed == 1)

    let processes = try ProcessWorld()
    let definition = try await processes.store.define(ProcessWorld.sale)
    try await processes.store.update(definition.id) { $0.version = .max }
    await #expect(throws: StoreError.self) { try await processes.store.define(ProcessWorld.sale) }
    let way = try await processes.store.startProcess("sale", for: processes.newDeal().key)
    let visit = try #require(try await processes.store.first(StageVisit.self))
    try await processes.store.update(visit.id) { $0.position = .max }
    try await processes.store.advance(way.id, to: "lost")
  }

  @Test("Times out of range are errors")
  func times() async throws {
    let world = try ProcessWorld()
    let deal = try await world.newDeal()
    for value in [ActionValue.now(plus: .seconds(Int64.max)), .today(plusDays: .max), .today(plusDays: .min)] {
      try await world.store.define(
        BusinessProcess("p", of: "deal", stages: [.init("a", isEnd: true, onEntry: [.set(["closedOn": value])])]))
      await #expect(throws: (any Error).self) { try await world.store.startProcess("p", for: deal.key) }
    }
    await #expect(throws: (any Error).self) {
      try await world.store.schedule(NoteVisit(note: ""), due: .after(.seconds(Int64.max)))
    }
  }

  @Test("Actions that lie deep in each other are read, or refused")
  func depth() async throws {
    for depth in [10, 100, 10_000] {
      let open = String(repeating: #"{"later":{"after":1,"actions":["#, count: depth)
      let text = open + String(repeating: "]}}", count: depth)
      let result = await Task.detached { Result { try JSONDecoder().decode(RecordAction.self, from: Data(text.utf8)) } }
        .value
      if depth == 10 { #expect(throws: Never.self) { try result.get() } }
      if depth == 10_000 { #expect(throws: DecodingError.self) { try result.get() } }
    }
  }
}
