import CRMCore
import CRMMemoryStore
import Foundation
import Testing

@Suite("How live answers are maintained")
struct LiveMaintenanceTests {
  private let store: MemoryStore

  init() throws { store = try LiveWorld.store() }

  @Test(
    "Figures by own fields and fields one reference away are kept",
    arguments: [
      AggregateQuery(Sale.recordType, measures: [.count]),
      AggregateQuery(
        Sale.recordType, where: .compare("client.industry", .equal, "retail") && .compare("score", .greater, 3),
        by: [Grouping("payer.name"), Grouping("client")],
        measures: [.sum("amount"), .average("rate"), .minimum("weight"), .maximum("client.name"), .average("isOpen")]),
      AggregateQuery(
        Sale.recordType, where: .during("dueOn", .last(30, .days)),
        by: [Grouping("seenAt", by: GroupingPeriod(.month, in: .persian(in: .gmt)))], measures: [.count],
        sort: [AggregateSort(.measure(0), isDescending: true)], limit: 3),
      AggregateQuery(
        Sale.recordType, where: .compare("amount.currency", .equal, "EUR"), measures: [.sum("amount.amount")]),
    ])
  func kept(query: AggregateQuery) {
    #expect(store.live(query).maintenance == .kept)
  }

  @Test("The rest is asked again, and says why")
  func recomputed() {
    func reason(_ query: AggregateQuery) -> LiveMaintenance { store.live(query).maintenance }
    for measure: Measure in [
      .median("score"), .percentile(90, "score"), .distinct("client"), .sum("weight"), .average("weight"),
    ] {
      #expect(
        reason(AggregateQuery(Sale.recordType, measures: [.count, measure]))
          == .recomputed(because: .measure(measure)))
    }
    for path: FieldPath in ["client.region.name", "payer.region.name"] {
      #expect(
        reason(AggregateQuery(Sale.recordType, by: [Grouping(path)], measures: [.count]))
          == .recomputed(because: .path(path)))
    }
    let list = FilterExpression.any("others", .compare("industry", .equal, "retail"))
    #expect(
      reason(AggregateQuery(Sale.recordType, where: list, measures: [.count])) == .recomputed(because: .path("others")))
    #expect(
      reason(AggregateQuery(Sale.recordType, by: [Grouping("tier")], measures: [.count]))
        == .recomputed(because: .customField("tier")))
    #expect(store.live(Sale.self).maintenance == .recomputed(because: .records))
  }

  @Test("Rights count as conditions do")
  func rights() throws {
    var rights = Rights()
    rights.limit(Client.self, to: \.industry == "retail")
    rights.limit(Sale.self, to: \.client / \.industry == "retail")
    let near = try store.acting(as: nil, with: rights)
    #expect(near.liveCount(Sale.self).maintenance == .kept)
    #expect(near.liveAggregate(Sale.self, by: [Grouping("client.name")], .count).maintenance == .kept)
    rights.limit(Client.self, to: \.region / \.name == "north")
    let far = try store.acting(as: nil, with: rights)
    #expect(far.liveCount(Client.self).maintenance == .kept)
    #expect(
      far.liveAggregate(Sale.self, by: [Grouping("client.name")], .count).maintenance
        == .recomputed(because: .path("region.name")))
    #expect(far.liveCount(HistoryEntry.self).maintenance == .recomputed(because: .history))
    #expect(store.liveCount(HistoryEntry.self).maintenance == .kept)
  }

  @Test("A reason is a sentence's end")
  func descriptions() {
    #expect(LiveMaintenance.kept.description == "kept")
    #expect(
      LiveMaintenance.recomputed(because: .measure(.median("score"))).description
        == "recomputed, since the median of score needs all values")
    #expect(
      LiveMaintenance.recomputed(because: .path("client.region.name")).description
        == "recomputed, since client.region.name leads further than one reference")
  }
}
