import CRMCore
import CRMMemoryStore
import Testing

@Suite("Workflows")
struct WorkflowTests {
  private let clock = HandClock()
  private let store: AutomatedStore
  private let agenda: AgendaRunner

  init() throws {
    store = AutomatedStore(try MemoryStore(ProcessWorld.types, environment: clock.environment))
    var agenda = AgendaRunner(store, retries: RetryPolicy(attempts: 2, firstDelay: .seconds(1), jitter: 0))
    agenda.handleAutomation()
    self.agenda = agenda
  }

  private func insert(_ name: String, size: Int = 0) async throws -> Deal {
    var deal = Deal(id: store.newID())
    (deal.name, deal.size) = (name, size)
    return try await store.insert(deal)
  }

  private var notes: [String] { get async throws { try await store.fetch(Visit.self).map(\.note) } }
  private var reasons: [String] { get async throws { try await store.fetch(WorkflowRun.self).map(\.reason) } }
  private static let noteName = RecordAction.create(entity: "visit", ["note": .field("name")])
  private static let isLarge: FilterExpression = .compare("size", .greaterOrEqual, .integer(100))

  @Test("A record that is created sets off what waits for it, in the same transaction")
  func created() async throws {
    try await store.define(Workflow("w", on: "deal", when: .created, do: [.set(["size": .literal(7)]), Self.noteName]))
    let deal = try await insert("a")
    #expect(try await store.get(deal.id).size == 7)
    #expect(try await notes == ["a"])
    try await store.update(deal.id) { $0.name = "b" }
    #expect(try await notes == ["a"])
    #expect(try await reasons == ["created"])
  }

  @Test("A change counts in the fields that are named, and with its reason")
  func changed() async throws {
    try await store.define(Workflow("some", on: "deal", when: .changed(["size", "owner"]), do: [Self.noteName]))
    try await store.define(
      Workflow("large", on: "deal", when: .changed([]), if: Self.isLarge, do: [.set(["owner": .literal("boss")])]))
    let deal = try await insert("a")
    try await store.update(deal.id) { $0.name = "b" }
    #expect(try await notes.isEmpty)
    try await store.update(deal.id) { $0.size = 100 }
    #expect(try await store.get(deal.id).owner == "boss")
    // The second workflow's change set off the first once more, and itself, which then changed nothing.
    #expect(try await notes == ["b", "b"])
    #expect(try await reasons.sorted() == ["changed: owner", "changed: owner", "changed: size", "changed: size"])
  }

  @Test("A condition is entered once each time that it begins to hold")
  func entered() async throws {
    try await store.define(Workflow("w", on: "deal", when: .entered(Self.isLarge), do: [Self.noteName]))
    let deal = try await insert("a", size: 100)
    try await store.update(deal.id) { $0.size = 200 }
    try await store.update(deal.id) { $0.size = 1 }
    try await store.write { store in
      try await store.update(deal.id) { $0.size = 500 }
      try await store.update(deal.id) { $0.size = 2 }
    }
    #expect(try await notes == ["a"])
    try await store.update(deal.id) { $0.size = 300 }
    #expect(try await notes == ["a", "a"])
  }

  @Test("When an action fails, nothing of the transaction is kept")
  func failing() async throws {
    try await store.define(
      Workflow("w", on: "deal", when: .created, do: [.post(channel: "c", to: .field("owner"), message: "{}")]))
    await #expect(throws: AutomationError.self) { try await insert("a") }
    #expect(try await store.count(Deal.self) == 0)
  }

  @Test("A message with places that are no fields is refused, and says its other words where there is no value")
  func messages() async throws {
    let wrong = Workflow(
      "w", on: "deal", when: .created, do: [.post(channel: "c", to: .field("name"), message: #"{"text": "{nam}"}"#)])
    let error = await #expect(throws: AutomationError.self) { try await store.define(wrong) }
    #expect(error?.description.contains("did you mean name") == true)
    try await store.define(
      Workflow(
        "w", on: "deal", when: .created,
        do: [.post(channel: "c", to: .field("name"), message: #"{"text": "{name} of {owner|nobody}, {{x}"}"#)]))
    _ = try await insert("a\"b")
    #expect(try await store.fetch(OutboxMessage.self).map(\.message) == [#"{"text": "a\"b of nobody, {x}"}"#])
  }

  @Test("What is done afterwards is no part of the transaction, and is tried again")
  func afterwards() async throws {
    try await store.define(
      Workflow(
        "w", on: "deal", when: .created, timing: .afterwards,
        do: [.post(channel: "c", to: .field("owner"), message: "{}"), Self.noteName]))
    let deal = try await insert("a")
    #expect(try await agenda.runDue().failures.count == 1)
    #expect(try await notes.isEmpty)
    try await store.update(deal.id) { $0.owner = "x" }
    clock.advance(by: .seconds(1))
    #expect(try await agenda.runDue().done == 1)
    #expect(try await notes == ["a"])
    #expect(try await store.count(OutboxMessage.self) == 1)
  }

  @Test("Workflows that set each other off without end are refused, or cut and noted")
  func loops() async throws {
    let grow = RecordAction.create(entity: "deal", ["name": .literal("child")])
    try await store.define(Workflow("w", on: "deal", when: .created, do: [grow]))
    await #expect(throws: AutomationError.endless(["w"], limit: 16)) { try await insert("a") }
    #expect(try await store.count(Deal.self) == 0)

    try await store.define(Workflow("w", on: "deal", when: .created, timing: .afterwards, do: [grow]))
    _ = try await insert("a")
    for _ in 0..<40 { try await agenda.runDue() }
    #expect(try await store.count(Deal.self) == 17)
    #expect(try await store.fetch(WorkflowRun.self).filter { $0.state == .stopped }.count == 1)
    #expect(try await store.count(AgendaEntry.self) == 0)
  }

  @Test("A time in a field is met, moved with the field, and forgotten with it")
  func times() async throws {
    let early = try await insert("early")
    try await store.update(early.id) { $0.closedOn = try CalendarDate(iso8601: "2023-11-20") }
    try await store.define(
      Workflow("w", on: "deal", when: .time(field: "closedOn", offset: .seconds(-3600)), do: [Self.noteName]))
    let late = try await insert("late")
    try await store.update(late.id) { $0.closedOn = try CalendarDate(iso8601: "2023-11-21") }
    let none = try await insert("none")
    try await store.update(none.id) { $0.closedOn = try CalendarDate(iso8601: "2023-11-21") }
    try await store.update(none.id) { $0.closedOn = nil }
    let past = try await insert("past")
    try await store.update(past.id) { $0.closedOn = try CalendarDate(iso8601: "2020-01-01") }
    let entries = try await store.fetch(AgendaEntry.self).compactMap(\.dueAt).map(\.description)
    #expect(entries == ["2023-11-19T23:00:00Z", "2023-11-20T23:00:00Z"])
    clock.advance(days: 6)
    try await agenda.runDue()
    #expect(try await notes == ["early"])
    try await store.delete(late.id)
    #expect(try await store.count(AgendaEntry.self) == 0)
  }

  @Test("An event that is told sets off what waits for it, and nothing else")
  func events() async throws {
    try await store.define(Workflow("w", on: "deal", when: .event("paid"), if: Self.isLarge, do: [Self.noteName]))
    let (small, large) = (try await insert("small"), try await insert("large", size: 100))
    for deal in [small, large] {
      try await store.signal("paid", about: deal.key)
      try await store.signal("other", about: deal.key)
    }
    #expect(try await notes == ["large"])
    #expect(try await reasons == ["event paid"])
  }

  @Test("Definitions count from their commit on, and not at all when it is undone")
  func definitions() async throws {
    struct Regret: Error {}
    await #expect(throws: Regret.self) {
      try await store.write { store in
        try await store.define(Workflow("w", on: "deal", when: .created, do: [Self.noteName]))
        throw Regret()
      }
    }
    _ = try await insert("a")
    #expect(try await notes.isEmpty)
    let definition = try await store.define(Workflow("w", on: "deal", when: .created, do: [Self.noteName]))
    _ = try await insert("b")
    try await store.update(definition.id) { $0.isEnabled = false }
    _ = try await insert("c")
    #expect(try await notes == ["b"])
    await #expect(throws: AutomationError.invalid("x", ["it does nothing", "deal has no time “size”"])) {
      try await store.define(Workflow("x", on: "deal", when: .time(field: "size", offset: .zero), do: []))
    }
  }

  @Test("Workflows are carried out for writers with few rights, who can't see what is done")
  func rights() async throws {
    try await store.define(Workflow("w", on: "deal", when: .created, do: [Self.noteName]))
    var rights = Rights()
    rights.forbid(Visit.self)
    let limited = try store.acting(as: Identifier(high: 1, low: 1), with: rights)
    var deal = Deal(id: store.newID())
    deal.name = "a"
    try await limited.insert(deal)
    #expect(try await notes == ["a"])
    #expect(try await limited.count(Visit.self) == 0)
  }

  @Test("A record that is deleted is on its way no more, and nothing waits for it")
  func deleted() async throws {
    try await store.define(
      BusinessProcess(
        "p", of: "deal",
        stages: [
          .init(
            "a", exits: [.init(to: "b")], gates: [.approval("x", by: "r", within: nil)], limit: .seconds(60),
            onOverdue: [Self.noteName]), .init("b", isEnd: true),
        ]))
    let (gone, other) = (try await insert("gone"), try await insert("other"))
    let way = try await store.startProcess("p", for: gone.key)
    let approval = try await store.requestApproval("x", of: way.id)
    let stays = try await store.startProcess("p", for: other.key)
    clock.advance(by: .seconds(5))
    try await store.delete(gone.id)
    #expect(try await store.get(way.id).state == .abandoned)
    #expect(try await store.get(approval.id).state == .obsolete)
    let visit = try await store.first(StageVisit.self, where: \.instance == way.id)
    #expect(visit?.duration == .seconds(5))
    #expect(try await store.get(stays.id).state == .running)
    #expect(try await store.count(AgendaEntry.self) == 1)
  }

  @Test("A bulk load sets workflows off as single insertions do")
  func bulk() async throws {
    try await store.define(Workflow("w", on: "deal", when: .entered(Self.isLarge), do: [Self.noteName]))
    let deals = (0..<30).map { number in
      var deal = Deal(id: store.newID())
      (deal.name, deal.size) = ("\(number)", number * 10)
      return deal
    }
    try await store.load(deals, inBatchesOf: 7)
    #expect(try await notes == (10..<30).map { "\($0)" })
  }

  @Test("A dry run tells which past changes would have set a workflow off")
  func dryRun() async throws {
    let start = clock.now
    let a = try await insert("a", size: 100)
    clock.advance(days: 1)
    try await store.update(a.id) { $0.size = 1 }
    clock.advance(days: 1)
    try await store.update(a.id) { $0.size = 150 }
    let b = try await insert("b")
    func found(_ trigger: Workflow.Trigger, _ condition: FilterExpression? = nil, since: Instant) async throws
      -> [String]
    {
      let workflow = Workflow("w", on: "deal", when: trigger, if: condition, do: [Self.noteName])
      return try await store.dryRun(workflow, since: since).map {
        "\($0.record.id == a.id.identifier ? "a" : "b") \($0.reason)\($0.isCertain ? "" : "?")"
      }
    }
    #expect(try await found(.created, since: start) == ["a created", "b created"])
    #expect(try await found(.entered(Self.isLarge), since: start) == ["a entered", "a entered"])
    #expect(try await found(.entered(Self.isLarge), since: start.advanced(by: .seconds(60))) == ["a entered"])
    #expect(try await found(.changed(["size"]), Self.isLarge, since: start) == ["a changed: size"])
    #expect(try await found(.changed(["name"]), since: start).isEmpty)
    #expect(try await store.count(Visit.self) == 0)
    _ = b
  }
}
