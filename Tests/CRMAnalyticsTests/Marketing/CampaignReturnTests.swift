import CRMAnalytics
import CRMContacts
import CRMCore
import CRMMarketing
import CRMMemoryStore
import CRMSales
import Foundation
import Testing

@Suite("The return of campaigns")
struct CampaignReturnTests {
  @Test("A campaign tells what it has cost and brought, exactly and in one currency")
  func figures() async throws {
    let office = try await AnalyticsOffice()
    let store = office.store
    let spring = try await store.marketing.plan(CampaignDraft("بهار", owner: office.sara.id)).id
    let autumn = try await store.marketing.plan(CampaignDraft("پاییز", owner: office.sara.id)).id
    let (first, second) = (try CalendarDate.day(-20), try CalendarDate.day(-10))
    try await store.marketing.spend(.usd(300), for: "print", on: spring, day: first)
    try await store.marketing.spend(Money(minorUnits: 10_000, currency: .eur), for: "fair", on: spring, day: first)
    try await store.marketing.spend(Money(minorUnits: 10_000, currency: .eur), for: "fair", on: spring, day: second)
    let response = try await store.marketing.respond(ResponseDraft(.interested, to: spring, on: first))
    try await store.marketing.respond(ResponseDraft(.notInterested, to: spring, on: first))
    try await store.update(response.id) { $0.state = .canceled }
    var lead = LeadDraft(name: "L", company: "C", source: .web)
    lead.record.campaign = spring.identifier
    try await store.sales.capture(lead)
    func sell(_ state: Opportunity.State, _ value: Money?, by campaign: Campaign.ID?) async throws {
      try await store.deal {
        ($0.state, $0.actualValue, $0.campaign) = (state, value, campaign?.identifier)
        if state != .open { $0.actualCloseDate = second }
      }
    }
    try await sell(.won, .usd(500), by: spring)
    try await sell(.won, .usd(700), by: nil)
    try await sell(.lost, .usd(0), by: spring)
    try await sell(.open, nil, by: autumn)
    await #expect(throws: ValueError.self) { try await store.analytics.report(.campaignReturn(in: .usd)) }
    let rates = ExchangeRates([
      try ExchangeRate(from: .eur, to: .usd, on: first, rate: 1),
      try ExchangeRate(from: .eur, to: .usd, on: second, rate: 2),
    ])
    let report = try await store.analytics.report(.campaignReturn(in: .usd, rates: rates))
    #expect(report.rows.map(\.campaign) == [spring, autumn] && report.rows.map(\.name) == ["بهار", "پاییز"])
    let figures = report.rows[0].figures
    // 300 + 100 by the first day's rate + 200 by the second's.
    #expect(figures.cost == .usd(600) && figures.revenue == .usd(500))
    #expect(figures.responses == 1 && figures.leads == 1 && figures.opportunities == 2 && figures.won == 1)
    let loss = try ExactDecimal("-0.166667")
    #expect(figures.returnOnInvestment == loss)
    #expect(report.rows[1].figures.opportunities == 1 && report.rows[1].figures.returnOnInvestment == nil)
    #expect(report.total.cost == .usd(600) && report.total.opportunities == 3)
    let one = try await store.analytics.report(.campaignReturn(in: .usd, where: \.name == "پاییز"))
    #expect(one.rows.map(\.campaign) == [autumn])
  }

  @Test("Campaigns come to what their records come to one by one", arguments: [UInt64(11), 12])
  func model(seed: UInt64) async throws {
    let office = try await AnalyticsOffice(seed: seed)
    var bustle = try await Bustle(in: office, seed: seed)
    for _ in 0..<140 { try await bustle.step() }
    let (store, rates) = (office.store, try Bustle.rates)
    let report = try await store.analytics.report(.campaignReturn(in: .usd, rates: rates))
    #expect(report.rows.count == 3)
    for row in report.rows {
      let campaign = row.campaign
      var (cost, revenue) = (Money.usd(0), Money.usd(0))
      for item in try await store.fetch(CampaignCost.self, where: \.campaign == campaign) {
        let (amount, day) = (try #require(item.amount), try #require(item.day))
        cost = try cost + rates.convert(amount, to: .usd, on: day).result
      }
      let deals = try await store.fetch(Opportunity.self, where: \.campaign == campaign.identifier)
      for deal in deals where deal.state == .won {
        guard let value = deal.actualValue, let day = deal.actualCloseDate else { continue }
        revenue = try revenue + rates.convert(value, to: .usd, on: day).result
      }
      #expect(row.figures.cost == cost && row.figures.revenue == revenue)
      #expect(row.figures.opportunities == deals.count && row.figures.won == deals.count { $0.state == .won })
      #expect(row.figures.leads == (try await store.count(Lead.self, where: \.campaign == campaign.identifier)))
      #expect(row.figures.responses == (try await store.count(CampaignResponse.self, where: \.campaign == campaign)))
    }
    let parts = try report.rows.map(\.figures.revenue).reduce(Money.usd(0)) { try $0 + $1 }
    #expect(report.total.revenue == parts)
  }

  @Test("Where no campaigns and no cases are kept there is nothing to tell of them")
  func without() async throws {
    let types = ContactsModule.recordTypes + SalesModule.recordTypes + AutomatedStore.recordTypes
    let store = try MemoryStore(types, environment: .replayable(seed: 1))
    let campaigns = try await store.analytics.report(.campaignReturn(in: .usd))
    #expect(campaigns.rows.isEmpty && campaigns.total.returnOnInvestment == nil)
    #expect(try await store.analytics.report(.slaAttainment()).total.attainment == nil)
    _ = try await store.user("آرش")
    let standard = ActivityStandard([.init(1, .cases)])
    let activity = try await store.analytics.report(.activity(against: standard, dates: .during(.today)))
    #expect(activity.people[0].items[0].attained == 0)
    let board = try await store.analytics.report(.dashboard(in: .usd, calendar: .gregorian(in: .gmt)))
    #expect(board.sections.count == 3)
  }
}
