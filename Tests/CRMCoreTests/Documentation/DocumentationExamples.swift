import CRMCore
import CRMMemoryStore
import Foundation
import Testing

// The examples of the documentation, word for word: a house rule compares them.

struct Machine: Record {
  static let entity = "machine"

  var id: ID
  var stamp = Stamp()
  var name = ""
  var city: String?
  var price: Money?
  var installedOn: CalendarDate?
  var tags: [String] = []

  init(id: RecordID<Machine>) { self.id = id }

  static let schema = Schema<Machine> { f in
    f("name", \.name, .required, .searchable)
    f("city", \.city, .indexed)
    f("price", \.price)
    f("installedOn", \.installedOn)
    f("tags", \.tags)
  }
}

struct Inspection: ScheduledWork {
  static let kind = "inspection"
  static let whenMissed = MissedWork.collapse
  var machine: Machine.ID
}

private struct NoteTransport: Transport {
  func send(_ message: String, as delivery: Delivery) async throws -> String? { nil }
}

@Suite("The examples of CRMCore's documentation")
struct DocumentationExamples {
  @Test("Records are declared, kept, changed, found and summed as the module's page shows")
  func modulePage() async throws {
    let store = try MemoryStore([Machine.self])

    var press = Machine(id: store.newID())
    press.name = "Press"
    press.city = "Isfahan"
    press.price = Money(minorUnits: 4_500_000, currency: .eur)
    press = try await store.insert(press)

    press = try await store.update(press.id) { $0.city = "Tabriz" }

    let machines = try await store.fetch(Machine.self, where: \.city == "Tabriz")
    let history = try await store.history(of: press.id)
    let worth = try await store.aggregate(Machine.self, by: [Grouping("city")], .count, .sum("price"))
    #expect(machines == [press])
    #expect(history.map(\.kind) == [.created, .updated])
    #expect(
      worth == [AggregateRow(group: ["Tabriz"], values: [1, .money(Money(minorUnits: 4_500_000, currency: .eur))])])
  }

  @Test("Conditions in code are those that the language's page shows")
  func conditions() throws {
    let presses = Filter<Machine> {
      $0.name.contains("Press")
      $0.city.isIn(["Isfahan", "Tabriz"])
      $0.price >= Money(minorUnits: 1_000_000, currency: .eur)
      $0.tags.any { $0.value.hasPrefix("line-") && $0.value != "line-0" }
    }
    let recent: Filter<Machine> = \.name ~= .contains("Press") && \.installedOn ~= .isDuring(.last(12, .months))
    #expect(
      presses.expression.description
        == #"name contains "Press" and city in ("Isfahan", "Tabriz") and price >= 10000.00 EUR "#
        + #"and any tags (it hasPrefix "line-" and it != "line-0")"#)
    #expect(recent.expression.description == #"name contains "Press" and installedOn in last 12 months"#)
  }

  @Test("Answers are followed as the page on live queries shows")
  func liveQueries() async throws {
    let store = try MemoryStore([Machine.self])
    var machines = (1...3).map { _ in Machine(id: store.newID()) }
    for index in machines.indices {
      machines[index].name = "Press \(index)"
      machines[index].city = "Tabriz"
    }
    try await store.insert(machines[0])
    try await store.insert(machines[1])
    let last = machines[2]
    var counts: [Int] = []
    async let inserting = store.insert(last)

    let count = store.liveCount(Machine.self, where: \.city == "Tabriz")
    for try await machines in count {
      counts.append(machines)
      if machines == 3 { break }
    }
    _ = try await inserting
    #expect(counts == [2, 3] || counts == [3])

    let worth = store.liveAggregate(Machine.self, by: [Grouping("city")], .count, .sum("price"))
    let prices = store.liveAggregate(Machine.self, by: [Grouping("city")], .median("price"))
    let newest = store.live(Machine.self, sort: .descending(\.installedOn), limit: 10)
    #expect(worth.maintenance == .kept)
    #expect(prices.maintenance == .recomputed(because: .measure(.median("price"))))
    #expect(newest.maintenance == .recomputed(because: .records))
  }

  @Test("Rent that is paid on the first of each Persian month is due as the module's page shows")
  func recurrence() throws {
    let tehran = try #require(TimeZone(identifier: "Asia/Tehran"))
    let now = try Instant(iso8601: "2025-03-19T12:00:00Z")

    let rent = try Recurrence(
      .monthly(onDay: 1, in: .persian), from: LocalDateTime(iso8601: "2024-03-20T09:00:00"), in: tehran)
    let next = rent.next(after: now)
    let year = rent.occurrences().prefix(12)
    #expect(try next == Instant(iso8601: "2025-03-21T05:30:00Z"))
    let months = try year.map { try CalendarDate($0, in: tehran).fields(in: .persian) }
    #expect(months == (1...12).map { CalendarFields(year: 1403, month: $0, day: 1) })
  }

  @Test("Work is scheduled, messages are posted, processes and workflows defined as the article shows")
  func automation() async throws {
    let store = AutomatedStore(try MemoryStore([Machine.self] + AutomatedStore.recordTypes))
    var press = Machine(id: store.newID())
    press.name = "Press"
    press.city = "Isfahan"
    try await store.insert(press)

    let firstOfMonth = try Recurrence(
      .monthly(onDay: 1), from: LocalDateTime(iso8601: "2024-04-01T09:00:00"), in: .gmt)
    try await store.schedule(Inspection(machine: press.id), due: .every(firstOfMonth), named: "inspect \(press.id)")

    var agenda = AgendaRunner(store)
    agenda.handleAutomation()
    agenda.handle(Inspection.self) { work, occurrence, store in
      try await store.update(work.machine) { $0.tags.append("inspect") }
    }
    try await agenda.runDue()
    #expect(try await store.count(AgendaEntry.self) == 1)

    try await store.post(
      "The press was inspected", over: OutboxChannel("notes"), to: "workshop", key: "inspected \(press.id)")

    var outbox = OutboxRunner(store, name: "worker 1")
    outbox.connect(OutboxChannel("notes"), to: NoteTransport(), DeliveryPolicy(limits: [.init(100, per: .seconds(60))]))
    try await outbox.deliverDue()
    #expect(try await store.count(OutboxMessage.self, where: \.state == .sent) == 1)

    let commissioning = BusinessProcess(
      "commissioning", of: "machine",
      stages: [
        .init("install", exits: [.init(to: "run")], gates: [.fields(["city"]), .tasks(["Level the ground"])]),
        .init("run", isEnd: true, onEntry: [.set(["installedOn": .today(plusDays: 0)])]),
      ])
    try await store.define(commissioning)
    let way = try await store.startProcess("commissioning", for: press.key)
    let obstacles = try await store.obstacles(of: way.id)
    try await store.finishTask("Level the ground", of: way.id)
    try await store.advance(way.id)
    #expect(obstacles.map(\.name) == ["Level the ground"])
    #expect(try await store.get(press.id).installedOn != nil)

    try await store.define(
      Workflow(
        "tag what is dear", on: "machine",
        when: .entered(.compare("price", .greater, .money(Money(minorUnits: 100_000_00, currency: .eur)))),
        do: [.set(["tags": .literal(.list(["dear"]))])]))
    try await store.update(press.id) { $0.price = Money(minorUnits: 200_000_00, currency: .eur) }
    #expect(try await store.get(press.id).tags == ["dear"])
  }
}
