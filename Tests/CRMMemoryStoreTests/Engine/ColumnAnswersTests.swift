import CRMCore
import CRMMemoryStore
import Testing

@Suite("Figures from columns")
struct ColumnAnswersTests {
  /// A store with deals in several batches of slots, some of them free.
  private func store(_ maker: inout DealMaker) async throws -> MemoryStore {
    let store = try MemoryStore([Deal.self, Buyer.self], environment: maker.environment)
    var ids: [Deal.ID] = []
    for buyer in maker.buyers { try await store.insert(buyer) }
    for round in 0..<4 {
      try await store.write { store in
        for _ in 0..<180 {
          var deal = Deal(id: store.newID())
          try maker.fill(&deal)
          try await store.insert(deal)
          ids.append(deal.id)
        }
        for _ in 0..<(round == 3 ? 0 : 40) {
          try await store.delete(ids.remove(at: maker.number(below: ids.count)))
          let id = ids[maker.number(below: ids.count)]
          var deal = try await store.get(id)
          try maker.fill(&deal)
          try await store.update(deal)
        }
      }
    }
    return store
  }

  @Test(
    "Columns answer as records do, with every kind of field, filter, group and figure",
    arguments: 1...2 as ClosedRange<UInt64>)
  func agree(seed: UInt64) async throws {
    var maker = try DealMaker(seed: seed)
    let store = try await store(&maker)
    var fromColumns = 0
    for _ in 0..<60 {
      let query = try maker.query()
      let (rows, plan, plainRows, plainPlan) = try await store.reading { context in
        (
          await Answer { try await context.aggregate(query) }, try? await context.explain(query),
          await Answer { try await context.aggregate(query.plain) }, try? await context.explain(query.plain)
        )
      }
      #expect(rows == plainRows, "\(query.filter) by \(query.groups) \(query.measures)")
      if case .columns? = plan?.access { fromColumns += 1 }
      if case .columns? = plainPlan?.access { Issue.record("\(query.plain.filter) was answered from columns") }
    }
    #expect(fromColumns > 20)
  }

  @Test("Records that a filter leaves are found through columns, and are the same")
  func records() async throws {
    var maker = try DealMaker(seed: 3)
    let store = try await store(&maker)
    var fromColumns = 0
    for _ in 0..<40 {
      let query = RecordQuery(
        Deal.recordType, where: try maker.filter(), sort: maker.number(below: 2) == 0 ? [] : [.descending("day")],
        limit: maker.number(below: 3) == 0 ? 20 : nil)
      var plain = query
      plain.filter = AggregateQuery(Deal.recordType, where: query.filter, measures: []).plain.filter
      let (found, plan, expected) = try await store.reading { context in
        (try await context.records(query), try await context.explain(query), try await context.records(plain))
      }
      #expect(found == expected, "\(query.filter)")
      if case .columns = plan.access { fromColumns += 1 }
    }
    #expect(fromColumns > 10)
  }

  @Test("What an actor may not see does not count in columns either")
  func rights() async throws {
    var maker = try DealMaker(seed: 9)
    let store = try await store(&maker)
    var rights = Rights()
    rights.limit(Deal.entity, [.read], to: .compare("stage", .notEqual, "lost"))
    rights.limit(Buyer.entity, [.read], to: .compare("size", .notEqual, 1))
    let seen = try store.acting(as: nil, with: rights)
    for _ in 0..<30 {
      let query = try maker.query()
      let (rows, plainRows) = try await seen.reading { context in
        (await Answer { try await context.aggregate(query) }, await Answer { try await context.aggregate(query.plain) })
      }
      #expect(rows == plainRows, "\(query.filter) by \(query.groups) \(query.measures)")
    }
    let visible = try await store.count(Deal.self, where: \.stage != .lost)
    let counted = try await seen.count(Deal.self, where: \.count != 1_000)
    #expect(counted == visible)
  }

  @Test("A snapshot's columns stay what they were")
  func snapshots() async throws {
    var maker = try DealMaker(seed: 5)
    let store = try await store(&maker)
    let snapshot = try await store.snapshot()
    let query = AggregateQuery(Deal.recordType, by: [Grouping("stage")], measures: [.count, .sum("count")])
    let before = try await snapshot.reading { try await $0.aggregate(query) }
    for deal in try await store.fetch(Deal.self, limit: 300) {
      try await store.update(deal.id) {
        $0.stage = .won
        $0.count = 7
      }
    }
    let (after, fresh) = (
      try await snapshot.reading { try await $0.aggregate(query) },
      try await store.reading { try await $0.aggregate(query) }
    )
    #expect(after == before)
    #expect(fresh != before)
  }

  @Test("An explanation names the columns that were read, and the rows")
  func explanation() async throws {
    var maker = try DealMaker(seed: 6)
    let store = try await store(&maker)
    let query = AggregateQuery(
      Deal.recordType, where: .compare("count", .greater, 0), by: [Grouping("buyer.name")], measures: [.sum("rate")])
    let plan = try await store.reading { try await $0.explain(query) }
    #expect(plan.access == .columns(["count", "buyer", "rate"]))
    #expect(try await plan.touched == store.count(Deal.self))
    #expect(plan.description.hasPrefix("columns count, buyer, rate, "))
  }
}

/// Rows, or the error instead of them.
private enum Answer: Equatable {
  case rows([AggregateRow])
  case error(String)

  init(_ ask: () async throws -> [AggregateRow]) async {
    do { self = .rows(try await ask()) } catch { self = .error("\(error)".replacing("plainValue", with: "value")) }
  }
}
