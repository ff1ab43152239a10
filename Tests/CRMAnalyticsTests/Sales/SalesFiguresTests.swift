import CRMAnalytics
import CRMContacts
import CRMCore
import CRMSales
import Testing

@Suite("Win rate, sales cycle and time to purchase")
struct SalesFiguresTests {
  @Test("Of nothing there is no rate, no length and no value")
  func empty() async throws {
    let store = try await AnalyticsOffice().store
    let rate = try await store.analytics.report(.winRate(by: [Grouping("owner")], in: .usd))
    #expect(
      rate.rows.isEmpty && rate.total.rate == nil && rate.total.valueRate == nil && rate.total.wonValue == .usd(0))
    let cycle = try await store.analytics.report(.salesCycle(by: [Grouping("owner")]))
    #expect(cycle.rows.isEmpty && cycle.total.count == 0 && cycle.total.average == nil && cycle.total.median == nil)
    let purchase = try await store.analytics.report(.timeToPurchase())
    #expect(purchase.days.count == 0 && purchase.days.minimum == nil && purchase.unknown == 0)
  }

  @Test("The win rate counts by number and by what was at stake, and never mixes currencies")
  func winRate() async throws {
    let office = try await AnalyticsOffice()
    let store = office.store
    try await store.deal { ($0.state, $0.estimatedValue, $0.owner) = (.won, .usd(300), office.sara.id) }
    try await store.deal { ($0.state, $0.estimatedValue) = (.lost, .usd(100)) }
    try await store.deal { ($0.state, $0.estimatedValue) = (.lost, Money(minorUnits: 10_000, currency: .eur)) }
    try await store.deal { $0.estimatedValue = .usd(1000) }
    await #expect(throws: ValueError.self) { try await store.analytics.report(.winRate(in: .usd)) }
    let rates = ExchangeRates([
      try ExchangeRate(from: .eur, to: .usd, on: CalendarDate(iso8601: "2020-01-01"), rate: 2)
    ])
    let rate = try await store.analytics.report(.winRate(by: [Grouping("owner.name")], in: .usd, rates: rates))
    let (third, half) = (try ExactDecimal("0.333333"), try ExactDecimal("0.5"))
    #expect(rate.total.rate == third && rate.total.valueRate == half)
    #expect(rate.rows.map(\.group) == [[.null], [.text(office.sara.name)]])
    #expect(rate.rows.map(\.figures.won) == [0, 1] && rate.rows.map(\.figures.lost) == [2, 0])
    #expect(rate.rows[0].figures.lostValue == .usd(300) && rate.rows[0].figures.rate == 0)
    let counted = try await store.analytics.report(.winRate(where: \.estimatedValue != nil))
    #expect(counted.total.wonValue == nil && counted.total.valueRate == nil && counted.total.won == 1)
  }

  @Test("The time to purchase begins with the earliest of lead, first touch and engagement")
  func timeToPurchase() async throws {
    let store = try await AnalyticsOffice().store
    let lead = try await store.sales.capture(LeadDraft(name: "L", company: "C", source: .web))
    func touch(_ key: RecordKey, days: Int) async throws {
      var call = Interaction(id: store.newID())
      (call.channel, call.subject, call.record) = (.call, key.entity, key.id.description)
      call.startedAt = try AnalyticsOffice.start.advanced(by: .seconds(86_400 * days))
      try await store.insert(call)
    }
    let (byLead, byTouch) = (try CalendarDate.day(10), try CalendarDate.day(20))
    try await store.deal { ($0.state, $0.actualCloseDate, $0.originatingLead) = (.won, byLead, lead.id) }
    let second = try await store.deal {
      ($0.state, $0.actualCloseDate, $0.engagedOn) = (.won, byTouch, byLead)
    }
    try await touch(second.key, days: 5)
    try await touch(second.key, days: 30)
    try await store.deal { ($0.state, $0.actualCloseDate) = (.won, byTouch) }
    let late = try await store.deal { ($0.state, $0.actualCloseDate) = (.won, byLead) }
    try await touch(late.key, days: 11)
    let report = try await store.analytics.report(.timeToPurchase(percentiles: [50]))
    #expect(report.unknown == 2 && report.days.count == 2)
    #expect(report.days.minimum == 10 && report.days.maximum == 15)
    let half = try ExactDecimal("12.5")
    #expect(report.days.average == half && report.days.median == half)
    try await touch(lead.key, days: -10)
    let earlier = try await store.analytics.report(.timeToPurchase(percentiles: [50]))
    #expect(earlier.days.maximum == 20)
  }

  @Test("Figures are what their opportunities make one by one", arguments: [UInt64(7), 8])
  func model(seed: UInt64) async throws {
    let office = try await AnalyticsOffice(seed: seed)
    var bustle = try await Bustle(in: office, seed: seed)
    for _ in 0..<140 { try await bustle.step() }
    let deals = try await office.store.fetch(Opportunity.self)
    let rates = try Bustle.rates
    let rate = try await office.store.analytics.report(.winRate(by: [Grouping("owner")], in: .usd, rates: rates))
    for row in rate.rows {
      let own = deals.filter { ($0.owner.map { .reference($0.identifier) } ?? .null) == row.group[0] }
      #expect(row.figures.won == own.count { $0.state == .won } && row.figures.lost == own.count { $0.state == .lost })
    }
    #expect(rate.total.won == rate.rows.reduce(0) { $0 + $1.figures.won })
    let cycle = try await office.store.analytics.report(
      .salesCycle(from: .creation, to: nil, percentiles: [0, 50, 100]))
    let days = deals.filter { $0.state != .open }.compactMap(\.daysOpen).sorted()
    #expect(cycle.total.count == days.count && cycle.total.minimum == days.first && cycle.total.maximum == days.last)
    #expect(cycle.total.percentiles[0] == days.first.map { ExactDecimal(Int64($0)) })
    let middle = Double(days[days.count / 2] + days[(days.count - 1) / 2]) / 2
    #expect(cycle.total.median.map { Double($0) } == middle)
    let mean = Double(days.reduce(0, +)) / Double(days.count)
    #expect(abs(Double(try #require(cycle.total.average)) - mean) < 0.0001)
  }
}
