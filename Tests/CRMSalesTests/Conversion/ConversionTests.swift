import CRMContacts
import CRMCore
import CRMSales
import CRMStoreTesting
import Testing

@Suite("The conversion of leads")
struct ConversionTests {
  @Test("A lead becomes an account, a contact and an opportunity, and takes everything along")
  func all() async throws {
    let office = try await SalesOffice()
    let store = office.store
    let lead = try await office.lead()
    try await store.contacts.log(
      .email("سلام", from: Party.address("NASRIN@roya.example"), to: [office.sara.id]))
    try await store.contacts.log(
      InteractionDraft(.call, .outgoing, title: "تماس", regarding: lead.key))
    try await store.contacts.plan("پیشنهاد", regarding: lead.key)
    let conversion = try await store.sales.convert(lead.id)
    let account = try await store.get(try #require(conversion.account))
    let contact = try await store.get(try #require(conversion.contact))
    let deal = try await store.get(try #require(conversion.opportunity))
    #expect(account.name == "بازرگانی رویا" && account.owner == office.sara.id && account.emails.isEmpty)
    #expect(contact.name == "نسرین احمدی" && contact.account == account.id && contact.email == "nasrin@roya.example")
    #expect(contact.phone == "۰۹۱۲ ۳۴۵ ۶۷۸۹" && contact.lifecycleStage == .opportunity)
    #expect(deal.name == "GTX Pro" && deal.estimatedValue == .usd(5000) && deal.originatingLead == lead.id)
    #expect(deal.account == account.id && deal.contact == contact.id && deal.stage != nil)
    let closed = try await store.get(lead.id)
    #expect(closed.state == .qualified && closed.account == account.id && closed.opportunity == deal.id)
    #expect(try await store.sales.conversion(of: lead.id) == conversion)
    #expect(try await store.contacts.mayContact(contact.id, by: .email, for: .marketing) == .allowed)
    #expect(try await store.contacts.consents(of: contact.id).first?.givenAt == lead.stamp.createdAt)
    for key in [account.key, contact.key, deal.key] {
      let titles = try await store.contacts.timeline(of: key).entries.map(\.title)
      #expect(titles.contains("تماس") && titles.contains("پیشنهاد"), "\(key)")
    }
    let entries = try await store.contacts.timeline(of: contact.id).entries
    #expect(entries.filter { $0.title == "سلام" }.count == 1)
    await #expect(throws: SalesError.converted(lead.key, conversion.key)) { try await store.sales.convert(lead.id) }
    await #expect(throws: SalesError.converted(lead.key, conversion.key)) {
      try await store.update(lead.id) {
        ($0.state, $0.closedAt, $0.account, $0.contact, $0.opportunity) = (.open, nil, nil, nil, nil)
      }
    }
  }

  @Test("Who is likely known already is named, however it is spelled, and nothing is written")
  func duplicates() async throws {
    let office = try await SalesOffice()
    let store = office.store
    let account = try await office.account("بازرگاني رويا")
    let twin = try await office.contact("احمدي") { $0.givenName = "نسرین" }
    let reachable = try await office.contact("کریمی") { $0.phone = "+98 912 345 6789" }
    let elsewhere = try await office.account("دیگر")
    try await office.contact("احمدی") { ($0.givenName, $0.account) = ("نسرین", elsewhere.id) }
    let lead = try await office.lead()
    let before = try await office.store.everything()
    let error = await #expect(throws: SalesError.self) { try await store.sales.convert(lead.id) }
    guard case .likelyDuplicates(lead.key, let matches)? = error else {
      Issue.record("\(error as Any)")
      return
    }
    #expect(Set(matches.map(\.key)) == [account.key, twin.key, reachable.key])
    #expect(matches.first { $0.key == reachable.key }?.grounds == [.phone])
    #expect(try await office.store.everything() == before)
    #expect(try await Set(store.sales.duplicates(of: lead.id)) == Set(matches))
    // Having chosen the account, there is still the contact.
    await #expect(throws: SalesError.self) { try await store.sales.convert(lead.id, account: .existing(account.id)) }
    let conversion = try await store.sales.convert(
      lead.id, account: .existing(account.id), contact: .newDespiteDuplicates, opportunity: .none)
    #expect(conversion.account == account.id && conversion.opportunity == nil && conversion.createsContact)
    #expect(try await store.count(Contact.self) == 4)
  }

  @Test("Who is there already gets what they lack, and loses nothing")
  func existing() async throws {
    let office = try await SalesOffice()
    let store = office.store
    let contact = try await office.contact("احمدی") {
      ($0.email, $0.lifecycleStage, $0.jobTitle) = ("own@home.example", .customer, "مدیر")
    }
    let lead = try await office.lead()
    try await store.sales.convert(lead.id, contact: .existing(contact.id))
    let after = try await store.get(contact.id)
    #expect(after.email == "own@home.example" && after.otherEmails.map(\.value) == ["nasrin@roya.example"])
    #expect(after.phone == "۰۹۱۲ ۳۴۵ ۶۷۸۹" && after.lifecycleStage == .customer && after.jobTitle == "مدیر")
    #expect(after.account != nil && after.givenName == "")
  }

  @Test("A company without a person becomes an account alone, a person without a company a contact alone")
  func halves() async throws {
    let office = try await SalesOffice()
    let store = office.store
    let company = try await store.sales.capture(LeadDraft(company: "رویا", email: "info@roya.example"))
    let first = try await store.sales.convert(company.id)
    #expect(first.contact == nil)
    #expect(try await store.get(try #require(first.account)).email == "info@roya.example")
    let person = try await store.sales.capture(LeadDraft(name: "کریمی"))
    await #expect(throws: SalesError.nothingToBecome(person.key, entity: "account")) {
      try await store.sales.convert(person.id, account: .newDespiteDuplicates)
    }
    let second = try await store.sales.convert(person.id)
    #expect(second.account == nil && second.contact != nil)
    #expect(try await store.get(try #require(second.opportunity)).contact == second.contact)
  }

  @Test("Of two conversions at once one happens")
  func race() async throws {
    let office = try await SalesOffice()
    let (store, lead) = (office.store, try await office.lead())
    let outcomes = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<4 { group.addTask { (try? await store.sales.convert(lead.id)) != nil } }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(outcomes == 1)
    #expect(try await store.count(Contact.self) == 1)
    #expect(try await store.count(Opportunity.self) == 1)
    #expect(try await store.count(LeadConversion.self) == 1)
  }

  @Test("A conversion without the right to create accounts leaves nothing")
  func rights() async throws {
    let office = try await SalesOffice()
    let lead = try await office.lead()
    var rights = Rights()
    rights.limit(Contact.entity, [.create], to: .constant(false))
    let limited = try office.store.acting(as: office.sara.id.identifier, with: rights)
    let before = try await office.store.everything()
    await #expect(throws: StoreError.self) { try await limited.sales.convert(lead.id) }
    #expect(try await office.store.everything() == before)
  }
}
