import CRMCore
import CRMMemoryStore
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
}
