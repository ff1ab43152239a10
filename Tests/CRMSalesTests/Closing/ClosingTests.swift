import CRMContacts
import CRMCore
import CRMSales
import Testing

@Suite("Winning and losing")
struct ClosingTests {
  @Test("What is won or lost is kept with its reason, and read-only until it is reopened")
  func closing() async throws {
    let office = try await SalesOffice()
    let store = office.store
    var rival = Competitor(id: store.newID())
    rival.name = "رقیب"
    rival = try await store.insert(rival)
    var deal = try await store.sales.open(OpportunityDraft("سفارش", value: .usd(100)))
    deal = try await store.sales.advance(deal.id)
    let stage = deal.stage
    deal = try await store.sales.close(deal.id, as: .lost, reason: "قیمت", competitor: rival.id)
    #expect(deal.state == .lost && deal.statusReason == .outSold && deal.competitor == rival.id)
    #expect(deal.actualValue == .usd(0) && deal.closeReason == "قیمت" && deal.closeProbability == 0)
    #expect(deal.actualCloseDate == (try CalendarDate(iso8601: "2023-11-14")) && deal.stage == stage)
    await #expect(throws: RecordError.self) { try await store.update(deal.id) { $0.name = "دیگر" } }
    await #expect(throws: SalesError.isClosed(deal.key)) { try await store.sales.close(deal.id, as: .won) }
    await #expect(throws: SalesError.isClosed(deal.key)) { try await store.sales.advance(deal.id) }
    try await store.update(deal.id) { $0.owner = office.sara.id }
    deal = try await store.sales.reopen(deal.id)
    #expect(deal.state == .open && deal.actualValue == nil && deal.competitor == nil && deal.stage == stage)
    await #expect(throws: SalesError.isOpen(deal.key)) { try await store.sales.reopen(deal.id) }
    deal = try await store.sales.close(deal.id, as: .won, reason: "کیفیت", value: .usd(90))
    #expect(deal.actualValue == .usd(90) && deal.competitor == nil)
    let closes = try await store.sales.closes(of: deal.id)
    #expect(closes.map(\.outcome) == [.lost, .won] && closes.map(\.reason) == ["قیمت", "کیفیت"])
    #expect(closes.map(\.competitor) == [rival.id, nil] && closes.map(\.actualValue) == [.usd(0), .usd(90)])
    await #expect(throws: RecordError.self) { try await store.update(closes[0].id) { $0.outcome = .won } }
    #expect(
      try await store.sales.stageHistory(of: deal.id).map(\.stage) == ["Qualify", "Develop", "lost", "Develop", "won"])
  }

  @Test("Whoever writes the state closes as well, and is held up by the same gates")
  func plain() async throws {
    let store = try await SalesOffice().store
    let strict = try await store.sales.define(
      SalesPipeline("Strict", steps: [.init("Only", gates: [.fields(["contact"])])]))
    var deal = try await store.sales.open(OpportunityDraft("سفارش", pipeline: strict.id))
    await #expect(throws: ProcessError.self) { try await store.sales.close(deal.id, as: .won) }
    await #expect(throws: ProcessError.self) { try await store.update(deal.id) { $0.state = .won } }
    #expect(try await store.count(OpportunityClose.self) == 0)
    deal = try await store.update(deal.id) { ($0.state, $0.statusReason, $0.closeReason) = (.lost, .canceled, "بودجه") }
    #expect(try await store.sales.closes(of: deal.id).map(\.reason) == ["بودجه"])
    #expect(try await store.first(ProcessInstance.self)?.state == .completed)
    // What comes in closed is noted, and has no way.
    var old = Opportunity(id: store.newID())
    (old.name, old.state, old.pipeline) = ("قدیمی", .won, strict.id)
    old = try await store.insert(old)
    #expect(try await store.sales.closes(of: old.id).count == 1)
    #expect(try await store.sales.stageHistory(of: old.id).isEmpty)
  }

  @Test("Timelines and profiles of account and contact show the sales")
  func profile() async throws {
    let office = try await SalesOffice()
    let store = office.store
    let account = try await office.account("رویا")
    let first = try await store.sales.open(OpportunityDraft("یک", account: account.id, value: .usd(100)))
    let second = try await store.sales.open(
      OpportunityDraft("دو", account: account.id, value: Money(minorUnits: 500, currency: .eur)))
    let third = try await store.sales.open(OpportunityDraft("سه", account: account.id))
    try await store.sales.close(third.id, as: .won, reason: "کیفیت", value: .usd(7))
    let profile = try await store.contacts.profile(of: account.id)
    let section = try #require(profile.sections.first)
    #expect(section.name == "sales" && section.records == [first.key, second.key])
    #expect(section.figures.map(\.name) == ["open", "openValue", "openValue", "won", "wonValue"])
    #expect(section.figures.map(\.value.text) == ["2", "5.00 EUR", "100.00 USD", "1", "7.00 USD"])
    let told = profile.timeline.entries.map(\.title)
    #expect(told == ["کیفیت", "سه", "دو", "یک", ""])
    let stages = try await store.contacts.timeline(of: third.id).entries.filter { $0.kind == .stage }.map(\.title)
    #expect(stages == ["won", "Qualify"])
    let unknown = try await office.account("ناشناس")
    #expect(try await store.contacts.profile(of: unknown.id).sections.isEmpty)
  }
}
