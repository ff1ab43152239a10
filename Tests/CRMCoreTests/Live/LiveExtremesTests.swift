import CRMCore
import CRMMemoryStore
import Foundation
import Testing

@Suite("Live minima and maxima")
struct LiveExtremesTests {
  private let store: MemoryStore

  init() throws { store = try LiveWorld.store() }

  @Test("The best may go one after the other, far beyond those that are kept, and come back")
  func going() async throws {
    var sales = try await store.addSales(300) {
      $1.score = $0 * 7919 % 300
      $1.isOpen = $0 % 3 > 0
    }
    let live = store.liveAggregate(Sale.self, by: [Grouping("isOpen")], .minimum("score"), .maximum("score"))
    var iterator = live.makeAsyncIterator()
    _ = try await iterator.current()
    sales.sort { ($0.score ?? 0) < ($1.score ?? 0) }
    while sales.count > 4 {
      let (first, last) = (sales.removeFirst(), sales.removeLast())
      try await store.delete(first.id)
      try await store.update(last.id) { $0.score = nil }
      let answer = try await iterator.current()
      let asked = try await store.aggregate(Sale.self, by: [Grouping("isOpen")], .minimum("score"), .maximum("score"))
      #expect(answer == asked)
    }
    try await store.addSale { $0.score = -1 }
    let answer = try await iterator.current()
    #expect(answer?.last?.values.first == -1)
    #expect(live.maintenance == .kept)
    #expect(live.statistics.recomputations == 1)
  }

  @Test("A group is ranked anew by its own condition, whatever it is grouped by")
  func groupConditions() async throws {
    let region = try await store.addClient("a") { $0.industry = "retail" }
    let sales = try await store.addSales(420) {
      $1.score = $0
      $1.client = $0 % 2 == 0 ? region.id : nil
      $1.dueOn = $0 % 3 == 0 ? nil : try? CalendarDate(daysSince1970: 19_000 + $0 % 60)
      $1.seenAt = $0 % 5 == 0 ? nil : Instant(microsecondsSince1970: Int64($0 % 50) * 86_400_000_000)
    }
    let month = GroupingPeriod(.month, in: .gregorian(in: .gmt))
    let groups = [Grouping("client.industry"), Grouping("dueOn", by: month), Grouping("seenAt", by: month)]
    for group in groups + [Grouping("client")] {
      let live = store.liveAggregate(Sale.self, by: [group], .minimum("score"), .count)
      var iterator = live.makeAsyncIterator()
      _ = try await iterator.current()
      for sale in sales.prefix(380) {
        try await store.update(sale.id) { $0.score = nil }
        guard let score = sale.score, score % 19 == 0 else { continue }
        let answer = try await iterator.current()
        let asked = try await store.aggregate(Sale.self, by: [group], .minimum("score"), .count)
        #expect(answer == asked)
      }
      #expect(live.statistics.recomputations == 1)
      #expect(live.statistics.foldedRecords > 380)
      for sale in sales.prefix(380) { try await store.update(sale.id) { $0.score = sale.score } }
    }
  }

  @Test("Random values of every kind come and go", arguments: 1...4)
  func random(seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    func number(_ limit: UInt64) -> Int { Int(random.next() % limit) }
    let measures: [Measure] = ["score", "amount", "rate", "dueOn", "seenAt", "weight"].flatMap {
      [.minimum(FieldPath($0)), .maximum(FieldPath($0))]
    }
    let query = AggregateQuery(Sale.recordType, by: [Grouping("isOpen")], measures: measures)
    let live = store.live(query)
    var iterator = live.makeAsyncIterator()
    var ids: [Sale.ID] = []
    for step in 0..<120 {
      try await store.write { store in
        for _ in 0..<12 {
          var sale = Sale(id: LiveExtremesTests.id(number(300)))
          let isThere = ids.contains(sale.id)
          // First they come, then they go.
          if isThere, number(120) < step {
            try await store.delete(sale.id)
            ids.removeAll { $0 == sale.id }
            continue
          }
          sale = try await store.find(sale.id) ?? sale
          sale.isOpen = number(2) == 0
          sale.score = number(200)
          sale.amount = Currency.usd.of(Int64(number(200)))
          sale.rate = try ExactDecimal(coefficient: Int128(number(200)), scale: number(3))
          sale.dueOn = try CalendarDate(daysSince1970: number(200))
          sale.seenAt = Instant(microsecondsSince1970: Int64(number(200)))
          sale.weight = Double(number(200)) / 8
          if isThere { try await store.update(sale) } else { try await store.insert(sale) }
          if !isThere { ids.append(sale.id) }
        }
      }
      let answer = try await iterator.current()
      let asked = try await store.reading { try await $0.aggregate(query) }
      #expect(answer == asked)
    }
    #expect(live.statistics.recomputations == 1)
  }

  private static func id(_ number: Int) -> Sale.ID { RecordID(Identifier(high: 1, low: UInt64(number))) }
}
