import CRMCore
import CRMMemoryStore
import Foundation
import Testing

@Suite("Runners that go on", .timeLimit(.minutes(20)))
struct WorkLoopTests {
  private let clock = SteppingClock(start: Instant(microsecondsSince1970: 1_700_000_000_000_000), step: 0)
  private let store: MemoryStore

  init() throws {
    let environment = CRMEnvironment(
      clock: { [clock] in clock.now }, identifiers: IdentifierGenerator(seed: 1), calendar: .gregorian(in: .gmt),
      sleepUntil: { [clock] in try await clock.sleep(until: $0) })
    store = try MemoryStore([Visit.self, AgendaEntry.self, OutboxMessage.self], environment: environment)
  }

  private var agenda: AgendaRunner {
    var runner = AgendaRunner(store)
    runner.handle(NoteVisit.self) { work, _, store in try await store.note(work.note) }
    return runner
  }

  private func advance(by seconds: Int) throws { clock.set(try clock.now.advanced(by: .seconds(seconds))) }

  /// Waits until a runner sleeps until the next piece of work.
  private func untilAsleep() async throws {
    while clock.sleeperCount == 0 { try await Task.sleep(for: .milliseconds(1)) }
  }

  /// Waits for a commit that inserted a visit.
  private func nextNote(_ changes: inout ChangeSequence.Iterator) async throws -> String? {
    while let change = await changes.next(isolation: nil) {
      for record in change.changes.compactMap(\.after) where record.type == Visit.recordType {
        return try record.value(of: "note").text
      }
    }
    return nil
  }

  @Test("The agenda is worked off at each time, also when something earlier is scheduled while it waits")
  func agendaGoesOn() async throws {
    var changes = store.feed.changes().makeAsyncIterator()
    try await store.schedule(NoteVisit(note: "now"), due: .after(.zero))
    try await store.schedule(NoteVisit(note: "late"), due: .after(.seconds(100)))
    let running = Task { [agenda] in try await agenda.run() }
    #expect(try await nextNote(&changes) == "now")
    try await untilAsleep()
    try await store.schedule(NoteVisit(note: "soon"), due: .after(.seconds(10)))
    try advance(by: 10)
    #expect(try await nextNote(&changes) == "soon")
    try advance(by: 90)
    #expect(try await nextNote(&changes) == "late")
    running.cancel()
    await #expect(throws: CancellationError.self) { try await running.value }
  }

  @Test("The outbox is worked off as messages come, limits let them through, and rests end")
  func outboxGoesOn() async throws {
    let office = PostOffice()
    var outbox = OutboxRunner(store, name: "runner")
    outbox.connect(.letters, to: office, DeliveryPolicy(limits: [.init(1, per: .seconds(60))]))
    let running = Task { [outbox] in try await outbox.run() }
    for text in ["a", "b"] { try await store.post(Letter(text: text), over: .letters, to: text) }
    while office.texts.count < 1 { try await Task.sleep(for: .milliseconds(1)) }
    try await untilAsleep()
    try advance(by: 60)
    while office.texts.count < 2 { try await Task.sleep(for: .milliseconds(1)) }
    #expect(office.texts == ["a", "b"])
    office.refuse(DeliveryFailure.passing("busy", retryAfter: .seconds(300)))
    try advance(by: 60)
    try await store.post(Letter(text: "c"), over: .letters, to: "c")
    while office.attempts < 3 { try await Task.sleep(for: .milliseconds(1)) }
    try await untilAsleep()
    try advance(by: 300)
    while office.texts.count < 3 { try await Task.sleep(for: .milliseconds(1)) }
    running.cancel()
    await #expect(throws: CancellationError.self) { try await running.value }
  }

  @Test("A runner ends with its store")
  func closed() async throws {
    let running = Task { [agenda] in try await agenda.run() }
    while store.feed.followerCount == 0 { try await Task.sleep(for: .milliseconds(1)) }
    store.feed.finish()
    try await running.value
    #expect(store.feed.followerCount == 0)
  }
}
