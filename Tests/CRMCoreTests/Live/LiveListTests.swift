import CRMCore
import CRMMemoryStore
import Testing

@Suite("Live lists")
struct LiveListTests {
  private let store: MemoryStore

  init() throws { store = try LiveWorld.store() }

  @Test("A list is asked again when a record in it changed, came or went, and not for others")
  func touched() async throws {
    let live = store.live(Sale.self, where: \.isOpen == true, sort: .descending(\.score), limit: 2)
    var iterator = live.makeAsyncIterator()
    let low = try await store.addSale { $0.score = 1 }
    let high = try await store.addSale { $0.score = 9 }
    let first = try await iterator.next()
    #expect(first == [high, low])
    let closed = try await store.addSale {
      $0.score = 5
      $0.isOpen = false
    }
    try await store.addClient("somebody")
    let same = try await iterator.current()
    #expect(same == [high, low])
    #expect(live.statistics.recomputations == 1)
    let opened = try await store.update(closed.id) { $0.isOpen = true }
    let second = try await iterator.next()
    #expect(second == [high, opened])
    #expect(live.statistics.recomputations == 2)
    #expect(live.maintenance == .recomputed(because: .records))
  }

  @Test("Conditions, one a line, make a list and a count")
  func builders() async throws {
    let client = try await store.addClient("a") { $0.industry = "retail" }
    let sale = try await store.addSale { $0.client = client.id }
    try await store.addSale()
    var sales = store.live(Sale.self, sort: .ascending(\.score)) {
      $0.isOpen == true
      $0.client.industry == "retail"
    }.makeAsyncIterator()
    var count = store.liveCount(Sale.self) {
      $0.isOpen == true
      $0.client.industry != "retail"
    }.makeAsyncIterator()
    let found = try await sales.next()
    let others = try await count.next()
    #expect(found == [sale])
    #expect(others == 1)
  }

  @Test("Records two references away are followed by asking again")
  func deepPaths() async throws {
    var region = Region(id: store.newID())
    region.name = "north"
    region = try await store.insert(region)
    let client = try await store.addClient("a") { $0.region = region.id }
    try await store.addSale { $0.client = client.id }
    let live = store.liveCount(Sale.self, where: \.client / \.region / \.name == "south")
    var iterator = live.makeAsyncIterator()
    let before = try await iterator.next()
    try await store.update(client.id) { $0.industry = "retail" }
    _ = try await iterator.current()
    #expect(live.statistics.recomputations == 1)
    try await store.update(region.id) { $0.name = "south" }
    let after = try await iterator.next()
    #expect([before, after] == [0, 1])
    #expect(live.maintenance == .recomputed(because: .path("client.region.name")))
  }

  @Test("Custom fields are followed, and so are their definitions")
  func customFields() async throws {
    var field = CustomField(id: store.newID())
    (field.subject, field.name, field.kind) = ("sale", "tier", .text)
    field = try await store.insert(field)
    let sale = try await store.addSale { $0.custom["tier"] = "gold" }
    let live = store.live(RecordQuery(Sale.recordType, where: .compare("tier", .equal, "gold")))
    var iterator = live.makeAsyncIterator()
    let first = try await iterator.next()
    #expect(first?.map(\.id) == [sale.id.identifier])
    try await store.update(sale.id) { $0.custom["tier"] = "silver" }
    let second = try await iterator.next()
    #expect(second?.isEmpty == true)
    try await store.delete(field.id)
    let refusal = await iterator.refusal()
    #expect(refusal is FilterError)
  }

  @Test("A query that names no field throws what it throws when asked")
  func wrongQueries() async throws {
    for live in [
      store.live(AggregateQuery(Sale.recordType, where: .compare("scroe", .equal, 1), measures: [.count])),
      store.live(AggregateQuery(Sale.recordType, measures: [.sum("isOpen")])),
      store.live(AggregateQuery(Sale.recordType, measures: [.count], sort: [AggregateSort(.group(0))])),
    ] {
      var iterator = live.makeAsyncIterator()
      let refusal = await iterator.refusal()
      #expect(refusal != nil)
    }
  }
}
