import CRMKit
import Testing

@Suite("Sales in a CRM")
struct SalesTests {
  @Test("A composed CRM shows sales in timelines and profiles, and closes quotes whose time is over")
  func composition() async throws {
    let crm = try await CRM(store: .memory, environment: .replayable(seed: 1))
    let lead = try await crm.sales.capture(LeadDraft(name: "احمدی", company: "رویا", interest: "GTX"))
    try await crm.contacts.plan("پیگیری", regarding: lead.key)
    let became = try await crm.sales.convert(lead.id)
    let account = try #require(became.account)
    let day = try CalendarDate(iso8601: "2023-11-20")
    let quote = try await crm.transaction { crm in
      let quote = try await crm.sales.draft(
        QuoteDraft(for: became.opportunity, currency: .usd, until: day, lines: [.text("نصب", price: 5)]))
      return try await crm.sales.activate(quote.id)
    }
    let profile = try await crm.contacts.profile(of: account)
    #expect(profile.sections.map(\.name) == ["sales"])
    #expect(profile.sections.first?.records == [try #require(became.opportunity).key])
    let kinds = Set(profile.timeline.entries.map(\.kind))
    #expect(kinds.isSuperset(of: [.toDo, .opportunity, .quote, .stage, .creation]))
    let run = try await crm.agenda().runDue(until: Instant(iso8601: "2023-11-21T00:00:00Z"))
    #expect(run.failures.isEmpty)
    #expect(try await crm.get(quote.id).statusReason == .expired)
  }
}
