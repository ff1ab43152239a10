import CRMContacts
import CRMCore
import CRMMarketing
import Testing

@Suite("Campaigns")
struct CampaignTests {
  @Test("A campaign goes its way with its days noted; an inactive one is read-only")
  func states() async throws {
    let office = try await MarketingOffice()
    let store = office.store
    let today = try store.environment.calendar.date(of: store.environment.clock())
    let campaign = try await store.marketing.plan(CampaignDraft("بهار", code: "SPRING", budget: .usd(100)))
    await #expect(throws: StoreError.self) { try await store.marketing.plan(CampaignDraft("دیگر", code: "SPRING")) }
    try await store.marketing.advance(campaign.id, to: .readyToLaunch)
    let launched = try await store.marketing.advance(campaign.id, to: .launched)
    #expect(launched.actualStart == today && launched.actualEnd == nil)
    try await store.marketing.advance(campaign.id, to: .suspended)
    let completed = try await store.marketing.advance(campaign.id, to: .completed)
    #expect(completed.actualStart == today && completed.actualEnd == today)
    try await store.marketing.deactivate(campaign.id)
    await #expect(throws: MarketingError.isClosed(campaign.key)) {
      try await store.marketing.advance(campaign.id, to: .launched)
    }
    await #expect(throws: RecordError.self) { try await store.update(campaign.id) { $0.budget = .usd(5) } }
    await #expect(throws: RecordError.self) { try await store.update(campaign.id) { $0.statusReason = .launched } }
    await #expect(throws: MarketingError.isClosed(campaign.key)) {
      try await store.marketing.spend(.usd(1), for: "x", on: campaign.id)
    }
    let nasrin = try await office.contact("نسرین")
    await #expect(throws: MarketingError.isClosed(campaign.key)) {
      try await store.marketing.target([nasrin.key], by: campaign.id)
    }
    #expect(try await store.marketing.reactivate(campaign.id).statusReason == .proposed)
    var part = try await store.marketing.plan(CampaignDraft("بخش", in: campaign.id))
    part.name = "بخشی"
    try await store.update(part)
    await #expect(throws: StoreError.self) { try await store.update(campaign.id) { $0.parent = part.id } }
  }

  @Test("Costs stand in each currency against the budget, and are never added across currencies but by rates")
  func costs() async throws {
    let office = try await MarketingOffice()
    let store = office.store
    let day = try CalendarDate(year: 2025, month: 3, day: 21)
    let campaign = try await store.marketing.plan(CampaignDraft("بهار", budget: .usd(100)))
    try await store.marketing.spend(.usd(30), for: "چاپ", on: campaign.id, day: day)
    try await store.marketing.spend(.usd(-5), for: "بازگشت", on: campaign.id)
    try await store.marketing.spend(Money(minorUnits: 1000, currency: .eur), for: "Fair", on: campaign.id)
    let costs = try await store.marketing.figures(of: campaign.id).costs
    #expect(costs.spent == [Money(minorUnits: 1000, currency: .eur), .usd(25)])
    #expect(try costs.remaining() == .usd(75))
    var rates = ExchangeRates()
    #expect(throws: ValueError.self) { try costs.spent(in: .usd, on: day, by: rates) }
    rates.insert(try ExchangeRate(from: .eur, to: .usd, on: day, rate: ExactDecimal("1.10")))
    #expect(try costs.spent(in: .usd, on: day, by: rates) == .usd(36))
  }

  @Test("Members come from lists and one by one, each once; responses are counted by kind")
  func membersAndResponses() async throws {
    let office = try await MarketingOffice()
    let store = office.store
    let people = [try await office.contact("نسرین"), try await office.contact("رضا"), try await office.contact("مینا")]
    let company = try await office.account("رویا")
    let list = try await office.list("خوانندگان", of: [people[0], people[1]])
    let all = try await store.marketing.createList("همه", of: Contact.self, where: .all)
    let campaign = try await store.marketing.plan(CampaignDraft("بهار"))
    #expect(try await store.marketing.target([people[0].key, company.key], by: campaign.id) == 2)
    #expect(try await store.marketing.target([list.id, all.id], by: campaign.id) == 2)
    #expect(try await store.marketing.target([list.id, all.id], by: campaign.id) == 0)
    let row = try await store.first(CampaignMember.self, where: \.contact == people[1].id)
    #expect(row?.list == list.id)

    let response = try await store.marketing.respond(
      ResponseDraft(.interested, to: campaign.id, from: people[0].key, by: .email, code: "SPRING15"))
    try await store.marketing.respond(ResponseDraft(.interested, to: campaign.id, from: people[0].key, by: .call))
    try await store.marketing.respond(ResponseDraft(.notInterested, to: campaign.id, from: company.key))
    let unknown = try await store.marketing.respond(ResponseDraft(.error, to: campaign.id))
    try await store.marketing.cancel(unknown.id)
    let figures = try await store.marketing.figures(of: campaign.id)
    #expect(figures.members == 4 && figures.respondents == 2)
    #expect(figures.responses == [.interested: 2, .notInterested: 1])

    // Records of modules that are not kept here are held by their identifiers.
    let lead = store.environment.newIdentifier()
    let closed = try await store.marketing.close(response.id, leadingTo: lead)
    #expect(closed.resultingLead == lead && closed.state == .closed)
    await #expect(throws: MarketingError.isClosed(response.key)) { try await store.marketing.close(response.id) }
    await #expect(throws: RecordError.self) { try await store.update(response.id) { $0.notes = "x" } }
    #expect(try await store.marketing.reopen(response.id).resultingLead == lead)
  }

  @Test("Who asks not to be written to has refused, whatever way the response is written")
  func doNotSend() async throws {
    let office = try await MarketingOffice()
    let store = office.store
    let nasrin = try await office.reader("نسرین", at: "n@x.example")
    let reza = try await office.reader("رضا", at: "r@x.example")
    let campaign = try await store.marketing.plan(CampaignDraft("بهار"))
    try await store.marketing.respond(ResponseDraft(.doNotSend, to: campaign.id, from: nasrin.key, by: .email))
    #expect(try await !store.contacts.mayContact(nasrin.id, by: .email, for: .marketing).isAllowed)
    let response = try await store.marketing.respond(ResponseDraft(.interested, to: campaign.id, from: reza.key))
    #expect(try await store.contacts.mayContact(reza.id, by: .email, for: .marketing).isAllowed)
    try await store.update(response.id) { $0.kind = .doNotSend }
    try await store.update(response.id) { $0.notes = "sagt nein" }
    #expect(try await !store.contacts.mayContact(reza.id, by: .email, for: .marketing).isAllowed)
    #expect(try await store.contacts.consents(of: reza.id).count == 2)
    #expect(try await store.contacts.mayContact(reza.id, by: .email, for: .service).isAllowed)
  }
}
