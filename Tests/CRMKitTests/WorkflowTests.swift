import CRMKit
import Foundation
import Testing

@Suite("What spans the modules")
struct WorkflowTests {
  private let crm: CRM

  init() async throws { crm = try await CRM(store: .memory, environment: .replayable(seed: 1)) }

  private func contact() async throws -> Contact {
    var account = Account(id: crm.newID())
    account.name = "Acme"
    account = try await crm.insert(account)
    var contact = Contact(id: crm.newID())
    (contact.familyName, contact.account, contact.email) = ("Ahmadi", account.id, "ahmadi@acme.example")
    return try await crm.insert(contact)
  }

  @Test(
    "A stranger's response becomes a lead of the campaign, named after its sender",
    arguments: [
      ("karimi@roya.example", "email"), ("+98 912 345 6789", "phone"), ("Karimi", "familyName"),
    ])
  func responseToLead(sender: String, field: String) async throws {
    let campaign = try await crm.marketing.plan(CampaignDraft("Spring"))
    var draft = ResponseDraft(.interested, to: campaign.id, by: .call)
    draft.record.sender = sender
    let response = try await crm.marketing.respond(draft)
    let lead = try await crm.sales.capture(from: response.id)
    #expect(lead.campaign == campaign.id.identifier && lead.source == .call)
    #expect(try Lead.schema.encode(lead).value(of: field) == .text(sender))
    let closed = try await crm.get(response.id)
    #expect(closed.state == .closed && closed.resultingLead == lead.id.identifier)
    // The lead's opportunity is the campaign's, too.
    let won = try await crm.sales.convert(lead.id, account: .none)
    #expect(try await crm.get(#require(won.opportunity)).campaign == campaign.id.identifier)
    await #expect(throws: MarketingError.isClosed(response.key)) { try await crm.sales.capture(from: response.id) }
    #expect(try await crm.count(Lead.self) == 1)
  }

  @Test("A customer's response becomes an opportunity of the campaign with them")
  func responseToOpportunity() async throws {
    let contact = try await contact()
    let campaign = try await crm.marketing.plan(CampaignDraft("Spring"))
    let response = try await crm.marketing.respond(ResponseDraft(.interested, to: campaign.id, from: contact.key))
    let deal = try await crm.sales.open(OpportunityDraft("Toner"), from: response.id)
    #expect(deal.contact == contact.id && deal.account == contact.account && deal.campaign == campaign.id.identifier)
    #expect(try await crm.get(response.id).resultingOpportunity == deal.id.identifier)
  }

  @Test("What comes up in a case becomes an opportunity with its customer, or a lead that remembers it")
  func fromCases() async throws {
    let contact = try await contact()
    var product = Product(id: crm.newID())
    product.name = "LX"
    product = try await crm.insert(product)
    let opened = try await crm.service.open(CaseDraft("Too slow", of: contact.id, product: product.id.identifier))
    let deal = try await crm.sales.open(OpportunityDraft("A faster one"), from: opened.id)
    #expect(deal.contact == contact.id && deal.account == contact.account && deal.product == product.id)

    let asked = try await crm.service.open(CaseDraft("Do you lease?"))
    let lead = try await crm.sales.capture(LeadDraft(name: "Karimi"), from: asked.id)
    #expect(lead.originatingCase == asked.id.identifier)
    try await crm.delete(asked.id)
    #expect(try await crm.get(lead.id).originatingCase == nil)
  }

  @Test("Each sibling tells of its records in the customer's timeline and profile")
  func togetherInOneView() async throws {
    let contact = try await contact()
    _ = try await crm.sales.open(OpportunityDraft("Spring order", contact: contact.id))
    _ = try await crm.service.open(CaseDraft("Paper jam", of: contact.id))
    let campaign = try await crm.marketing.plan(CampaignDraft("Spring"))
    _ = try await crm.marketing.target([contact.key], by: campaign.id)
    let kinds = Set(try await crm.contacts.timeline(of: contact.id).entries.map(\.record.entity))
    #expect(kinds.isSuperset(of: ["opportunity", "case"]))
    let sections = try await crm.contacts.profile(of: contact.id).sections.map(\.name)
    #expect(Set(sections).isSuperset(of: ["sales", "service"]))
  }

  @Test("A service of one's own joins the caller's transaction, and is one of its own otherwise")
  func joining() async throws {
    struct Stop: Error {}
    let lead = try await crm.write { crm in try await crm.sales.capture(LeadDraft(name: "Karimi")) }
    await #expect(throws: Stop.self) {
      try await crm.transaction { crm in
        try await crm.write { crm in _ = try await crm.update(lead.id) { $0.notes = "called" } }
        throw Stop()
      }
    }
    #expect(try await crm.get(lead.id).notes == nil)
    let count = try await crm.read { try await $0.read { try await $0.count(Lead.self) } }
    #expect(count == 1)
  }

  @Test("A CRM that is closed lets its folder go, and answers nothing any more")
  func closing() async throws {
    let folder = NSTemporaryDirectory() + "crmkit-closing-\(ProcessInfo.processInfo.processIdentifier)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let first = try await CRM(store: .file(at: folder))
    let lead = try await first.sales.capture(LeadDraft(name: "Karimi"))
    try await first.close()
    try await first.close()
    await #expect(throws: StoreError.self) { try await first.get(lead.id) }
    let second = try await CRM(store: .file(at: folder))
    #expect(try await second.get(lead.id).familyName == "Karimi")
    try await second.close()
  }
}
