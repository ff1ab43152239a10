import CRMCore
import CRMMemoryStore
import Testing

@Suite("Live figures")
struct LiveFiguresTests {
  private let store: MemoryStore

  init() throws { store = try LiveWorld.store() }

  @Test("The first answer comes at once, later ones when they differ")
  func answers() async throws {
    let live = store.liveAggregate(Sale.self, by: [Grouping("isOpen")], .count, .sum("score"))
    var iterator = live.makeAsyncIterator()
    let none = try await iterator.next()
    let sale = try await store.addSale { $0.score = 3 }
    let one = try await iterator.next()
    // Nothing of this is in the answer.
    try await store.update(sale.id) { $0.rate = 1 }
    try await store.update(sale.id) { $0.isOpen = false }
    let moved = try await iterator.next()
    #expect(live.maintenance == .kept)
    #expect(none == [])
    #expect(one == [AggregateRow(group: [true], values: [1, 3])])
    #expect(moved == [AggregateRow(group: [false], values: [1, 3])])
    #expect(live.statistics.recomputations == 1)
    #expect(live.statistics.foldedRecords == 2)
  }

  @Test("A count is a number, and follows a condition through a reference")
  func count() async throws {
    let live = store.liveCount(Sale.self, where: \.client / \.industry == "retail")
    var iterator = live.makeAsyncIterator()
    let client = try await store.addClient("a")
    try await store.addSales(3) { $1.client = client.id }
    let before = try await iterator.next()
    try await store.update(client.id) { $0.industry = "retail" }
    let after = try await iterator.next()
    #expect([before, after] == [0, 3])
    #expect(live.statistics.foldedRecords == 3)
  }

  @Test("A changed referenced record costs those that refer to it, and nothing where nothing is read of what changed")
  func dependants() async throws {
    let clients = [try await store.addClient("a"), try await store.addClient("b")]
    try await store.addSales(50) { $1.client = clients[$0 < 5 ? 0 : 1].id }
    let live = store.liveAggregate(Sale.self, by: [Grouping("client.industry")], .count)
    var iterator = live.makeAsyncIterator()
    _ = try await iterator.next()
    try await store.update(clients[1].id) { $0.name = "another" }
    try await store.update(clients[0].id) { $0.industry = "retail" }
    let answer = try await iterator.next()
    #expect(
      answer == [AggregateRow(group: [.null], values: [45]), AggregateRow(group: ["retail"], values: [5])])
    #expect(live.statistics.foldedRecords == 5)
    #expect(live.statistics.recomputations == 1)
  }

  @Test("A record whose references both changed counts once")
  func twoReferences() async throws {
    let (a, b) = (try await store.addClient("a"), try await store.addClient("b"))
    try await store.addSales(2) {
      $1.client = a.id
      $1.payer = b.id
    }
    let live = store.liveAggregate(
      Sale.self, by: [Grouping("client.industry"), Grouping("payer.industry")], .count)
    var iterator = live.makeAsyncIterator()
    _ = try await iterator.next()
    try await store.write { store in
      try await store.update(a.id) { $0.industry = "x" }
      try await store.update(b.id) { $0.industry = "y" }
    }
    let answer = try await iterator.next()
    #expect(answer == [AggregateRow(group: ["x", "y"], values: [2])])
    #expect(live.statistics.foldedRecords == 2)
  }

  @Test("References that move while the records at both ends change are followed")
  func moving() async throws {
    let (a, b) = (try await store.addClient("a"), try await store.addClient("b") { $0.industry = "b" })
    let sale = try await store.addSale { $0.client = a.id }
    let live = store.liveAggregate(Sale.self, by: [Grouping("client.industry")], .count)
    var iterator = live.makeAsyncIterator()
    _ = try await iterator.next()
    try await store.update(a.id) { $0.industry = "a" }
    try await store.update(sale.id) { $0.client = b.id }
    try await store.update(b.id) { $0.industry = "b2" }
    try await store.delete(a.id)
    let answer = try await iterator.next()
    #expect(answer == [AggregateRow(group: ["b2"], values: [1])])
    try await store.delete(b.id)
    let empty = try await iterator.next()
    #expect(empty == [])
    #expect(live.statistics.recomputations == 1)
  }

  @Test("Without groups there is one row, also of no records")
  func total() async throws {
    let live = store.liveAggregate(Sale.self, .count, .sum("score"), .average("score"), .maximum("score"))
    var iterator = live.makeAsyncIterator()
    let none = try await iterator.next()
    let sale = try await store.addSale { $0.score = 2 }
    let one = try await iterator.next()
    try await store.delete(sale.id)
    let again = try await iterator.next()
    #expect(none == [AggregateRow(group: [], values: [0, 0, .null, .null])])
    #expect(one == [AggregateRow(group: [], values: [1, 2, .decimal(2), 2])])
    #expect(again == none)
  }

  @Test("A sum that is out of range or of several currencies throws what it throws when asked, and comes back")
  func refusals() async throws {
    let sale = try await store.addSale { $0.amount = Currency.usd.of(5) }
    let live = store.liveAggregate(Sale.self, .sum("amount"))
    var iterator = live.makeAsyncIterator()
    _ = try await iterator.next()
    let euros = try await store.addSale { $0.amount = Currency.eur.of(1) }
    let mixed = await iterator.refusal()
    #expect(mixed as? StoreError == .mixedCurrencies(["EUR", "USD"], path: "amount"))
    try await store.delete(sale.id)
    let answer = try await iterator.next()
    #expect(answer == [AggregateRow(group: [], values: [.money(Currency.eur.of(1))])])
    try await store.update(euros.id) { $0.amount = Currency.eur.of(.max) }
    try await store.addSale { $0.amount = Currency.eur.of(1) }
    let overflow = await iterator.refusal()
    #expect(overflow as? StoreError == .overflow("the sum of amount"))
  }

  @Test("The digits of a sum of decimals are those of the decimals that are there")
  func scales() async throws {
    let fine = try await store.addSale { $0.rate = ExactDecimal(1) }
    let live = store.liveAggregate(Sale.self, .sum("rate"), .average("rate"))
    var iterator = live.makeAsyncIterator()
    try await store.addSale { $0.rate = ExactDecimal(2) }
    let coarse = try await iterator.next()
    let third = try ExactDecimal(coefficient: 3333, scale: 4)
    try await store.update(fine.id) { $0.rate = third }
    let between = try await iterator.next()
    try await store.update(fine.id) { $0.rate = ExactDecimal(1) }
    let back = try await iterator.next()
    #expect(between != coarse)
    #expect(back == coarse)
    let asked = try await store.aggregate(Sale.self, .sum("rate"), .average("rate"))
    #expect(back == asked)
  }

  @Test("Groups that die in great number make it begin anew, so that memory is bounded")
  func deadGroups() async throws {
    let live = store.liveAggregate(Sale.self, by: [Grouping("score")], .count)
    var iterator = live.makeAsyncIterator()
    _ = try await iterator.next()
    let sales = try await store.addSales(1200) { $1.score = $0 }
    _ = try await iterator.next()
    try await store.write { store in
      for sale in sales { try await store.delete(sale.id) }
    }
    let empty = try await iterator.next()
    #expect(empty == [])
    #expect(live.statistics.recomputations == 1)
    try await store.addSale { $0.score = 7 }
    let one = try await iterator.next()
    #expect(one == [AggregateRow(group: [7], values: [1])])
    #expect(live.statistics.recomputations == 2)
  }
}
