import CRMKit
import Foundation
import Testing

@Suite("Marketing over leads")
struct MarketingTests {
  @Test("Leads are written to by their own consent, once for an address that they share, and get off")
  func leads() async throws {
    var environment = CRMEnvironment.replayable(seed: 1)
    environment.marketing.sender = MailingMessage.Mailbox("news@x.example")
    let folder = NSTemporaryDirectory() + "crmkit-marketing-\(ProcessInfo.processInfo.processIdentifier)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let crm = try await CRM(store: .file(at: folder), environment: environment)
    let lead = try await crm.sales.capture(
      LeadDraft(name: "احمدی", email: "a@x.example", consents: [LeadConsent(.granted, by: .email)]))
    try await crm.sales.capture(LeadDraft(name: "کریمی", email: "b@x.example"))
    try await crm.sales.capture(
      LeadDraft(name: "همان", email: "A@X.example", consents: [LeadConsent(.granted, by: .email)]))
    let list = try await crm.marketing.createList("سرنخ‌ها", of: Lead.self, where: \.state == .open)
    let campaign = try await crm.marketing.plan(CampaignDraft("بهار"))
    let mailing = try await crm.marketing.draft(
      MailingDraft(
        "x", to: [list.id], content: MessageContent(subject: "x", text: "{familyName} {companyName|!}"),
        campaign: campaign.id))
    try await crm.marketing.send(mailing.id)
    try await crm.agenda().runDue()
    #expect(try await crm.fetch(OutboxMessage.self).map(\.recipient) == ["a@x.example"])
    #expect(try await crm.marketing.counts(of: mailing.id).suppressed == [.noConsent: 1, .duplicateAddress: 1])

    let row = try #require(try await crm.first(MailingRecipient.self, where: \.lead == lead.id.identifier))
    try await crm.marketing.unsubscribe(row.id)
    #expect(try await !crm.sales.mayContact(lead.id, by: .email, for: .marketing).isAllowed)
    #expect(try await crm.fetch(OutboxMessage.self).map(\.state) == [.withdrawn])
    #expect(try await crm.marketing.counts(of: mailing.id).unsubscribed == 1)
    let response = try #require(try await crm.first(CampaignResponse.self))
    #expect(response.member == lead.key)
    try await crm.marketing.close(response.id, leadingTo: lead.id.identifier)
    await #expect(throws: StoreError.self) {
      try await crm.marketing.reopen(response.id)
      try await crm.marketing.close(response.id, leadingTo: campaign.id.identifier)
    }
    try await crm.close()
  }
}
