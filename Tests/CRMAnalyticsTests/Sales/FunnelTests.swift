import CRMAnalytics
import CRMContacts
import CRMCore
import CRMSales
import Testing

@Suite("The funnel")
struct FunnelTests {
  @Test("Each stage tells how many entered, went on, were lost, went back and are there, and how long they stayed")
  func stages() async throws {
    let office = try await AnalyticsOffice()
    let store = office.store
    func open() async throws -> Opportunity { try await store.sales.open(OpportunityDraft("x", owner: office.sara.id)) }
    let (won, lost, back, skipped) = (try await open(), try await open(), try await open(), try await open())
    _ = try await open()
    office.pass(hours: 10)
    for deal in [won, lost, back] { try await store.sales.advance(deal.id) }
    try await store.sales.advance(skipped.id, to: "Close")
    office.pass(hours: 40)
    try await store.sales.advance(back.id, to: "Qualify")
    try await store.sales.close(lost.id, as: .lost)
    try await store.sales.advance(won.id, to: "Close")
    try await store.sales.close(won.id, as: .won)
    let funnel = try await store.analytics.report(.funnel())
    #expect(funnel.pipeline == "Standard" && funnel.stages.map(\.name) == ["Qualify", "Develop", "Propose", "Close"])
    #expect([funnel.entered, funnel.won, funnel.lost, funnel.open] == [5, 1, 1, 3])
    #expect(funnel.conversion == (try ExactDecimal("0.2")))
    #expect(funnel.stages.map(\.entered) == [5, 3, 0, 2])
    #expect(funnel.stages.map(\.reached) == [5, 4, 2, 2])
    #expect(funnel.stages.map(\.wentOn) == [3, 1, 0, 1])
    #expect(funnel.stages.map(\.lost) == [0, 1, 0, 0])
    #expect(funnel.stages.map(\.wentBack) == [0, 1, 0, 0])
    #expect(funnel.stages.map(\.open) == [2, 0, 0, 1])
    #expect(funnel.stages[0].conversion == (try ExactDecimal("0.6")) && funnel.stages[2].conversion == nil)
    let hours = funnel.stages.map { $0.medianTime.map { ($0.components.seconds + 60) / 3600 } }
    #expect(hours == [10, 30, nil, 0] && funnel.stages[2].averageTime == nil)
    // Of what somebody may see.
    let colleague = try await store.user("رضا")
    #expect(try await office.own(colleague).analytics.report(.funnel()).entered == 0)
    #expect(try await office.own(office.sara).analytics.report(.funnel()) == funnel)
    let first = try CalendarDate.day(0)..<(.day(1))
    #expect(try await store.analytics.report(.funnel(dates: .days(first))) == funnel)
    #expect(try await store.analytics.report(.funnel(dates: .during(.today))).entered == 0)
  }

  @Test("Without a pipeline there is no funnel")
  func empty() async throws {
    let store = try await AnalyticsOffice().store
    let funnel = try await store.analytics.report(.funnel())
    #expect(funnel.pipeline == nil && funnel.stages.isEmpty && funnel.conversion == nil)
    await #expect(throws: StoreError.self) { try await store.analytics.report(.funnel(pipeline: store.newID())) }
  }

  @Test("A funnel is what its opportunities went through one by one, and loses none", arguments: [UInt64(4), 5, 6])
  func model(seed: UInt64) async throws {
    let office = try await AnalyticsOffice(seed: seed)
    var bustle = try await Bustle(in: office, seed: seed)
    for _ in 0..<150 { try await bustle.step() }
    let funnel = try await office.store.analytics.report(.funnel())
    let names = ["Qualify", "Develop", "Propose", "Close"]
    for (place, name) in names.enumerated() {
      let stage = funnel.stages[place]
      #expect(stage.entered == stage.wentOn + stage.lost + stage.wentBack + stage.open)
      let ways = bustle.ways.filter { $0.value.contains(name) }
      #expect(stage.name == name && stage.entered == ways.count)
      var (wentOn, lost, back, open) = (0, 0, 0, 0)
      for (id, way) in ways {
        if let last = way.lastIndex(of: name), last + 1 < way.count {
          if (names.firstIndex(of: way[last + 1]) ?? 0) > place { wentOn += 1 } else { back += 1 }
          continue
        }
        switch try await office.store.get(id).state {
        case .won: wentOn += 1
        case .lost: lost += 1
        case .open: open += 1
        }
      }
      #expect([stage.wentOn, stage.lost, stage.wentBack, stage.open] == [wentOn, lost, back, open])
      var stays: [Duration] = []
      for id in bustle.ways.keys {
        stays += try await office.store.sales.stageHistory(of: id).filter { $0.stage == name }.compactMap(\.duration)
      }
      let total = stays.reduce(Duration.zero, +)
      if let average = stage.averageTime {
        #expect(
          (average * stays.count - total) < .milliseconds(1) && (total - average * stays.count) < .milliseconds(1))
      }
      #expect((stage.averageTime == nil) == stays.isEmpty)
    }
    #expect(funnel.entered == funnel.won + funnel.lost + funnel.open && funnel.entered == bustle.ways.count)
    #expect(funnel.stages.map(\.reached) == funnel.stages.map(\.reached).sorted(by: >))
  }
}
