import CRMContacts
import CRMCore
import CRMSales
import Testing

@Suite("What leads have agreed to")
struct LeadConsentTests {
  private let office: SalesOffice
  private let lead: Lead
  private let mail = OutboxChannel<String>("email")

  init() async throws {
    office = try await SalesOffice()
    lead = try await office.store.sales.capture(LeadDraft(name: "احمدی", email: "ahmadi@roya.example"))
  }

  private func send(for purpose: ContactPurpose = .marketing) async throws -> SendingOutcome {
    try await office.store.sales.send(
      "offer", over: mail, to: "ahmadi@roya.example", of: lead.id, by: .email, for: purpose)
  }

  private func states() async throws -> [OutboxMessage.State] {
    try await office.store.fetch(OutboxMessage.self).map(\.state)
  }

  @Test("The last word about the channel and the purpose counts, and where there is none the policy")
  func lastWord() async throws {
    let sales = office.store
    #expect(try await sales.sales.mayContact(lead.id, by: .email, for: .marketing) == .refused(.notGranted))
    #expect(try await sales.sales.mayContact(lead.id, by: .call, for: .marketing) == .allowed)
    try await sales.sales.record(LeadConsent(.granted, by: .email, source: .webForm), of: lead.id)
    #expect(try await sales.sales.mayContact(lead.id, by: .email, for: .marketing) == .allowed)
    try await sales.sales.record(LeadConsent(.withdrawn, for: .marketing), of: lead.id)
    for channel in [ContactChannel.email, .call] {
      #expect(try await sales.sales.mayContact(lead.id, by: channel, for: .marketing) == .refused(.withdrawn(nil)))
    }
    #expect(try await sales.sales.mayContact(lead.id, by: .email, for: .survey) == .allowed)
    // What was said earlier doesn't count by being told later.
    let longAgo = Instant(microsecondsSince1970: 0)
    try await sales.sales.record(LeadConsent(.granted, at: longAgo), of: lead.id)
    #expect(try await sales.sales.mayContact(lead.id, by: .call, for: .marketing) == .refused(.withdrawn(nil)))
  }

  @Test("What may not be sent never reaches the outbox, and what waits is taken back when it is no longer wanted")
  func withdrawal() async throws {
    #expect(try await send() == .withheld(.notGranted))
    try await office.store.sales.record(LeadConsent(.granted, by: .email), of: lead.id)
    #expect(try await send().message?.regarding == lead.key)
    _ = try await send(for: .transactional)
    try await office.store.update(lead.id) { $0.consents.append(LeadConsent(.withdrawn, for: .marketing)) }
    #expect(try await states() == [.withdrawn, .waiting])
    #expect(try await send() == .withheld(.withdrawn(nil)))
  }

  @Test("Also a lead that is closed can refuse, or want to be left alone")
  func closed() async throws {
    try await office.store.sales.record(LeadConsent(.granted, by: .email), of: lead.id)
    _ = try await send()
    try await office.store.sales.disqualify(lead.id, as: .lost)
    try await office.store.update(lead.id) { $0.doNotContact = true }
    #expect(try await states() == [.withdrawn])
    #expect(try await send() == .withheld(.doNotContact))
  }

  @Test("A message goes with the lead whom it was for")
  func deletion() async throws {
    try await office.store.sales.record(LeadConsent(.granted, by: .email), of: lead.id)
    _ = try await send()
    try await office.store.delete(lead.id)
    #expect(try await states() == [.withdrawn])
    #expect(try await office.store.count(PermittedMessage.self) == 0)
  }

  @Test("Who sees a lead may note what they say; who does not learns nothing")
  func rights() async throws {
    var rights = Rights()
    rights.forbid(Lead.self, [.update])
    let mine = try office.store.acting(as: office.sara.id.identifier, with: rights)
    let noted = try await mine.sales.record(LeadConsent(.granted, by: .email), of: lead.id)
    #expect(noted.consents.count == 1)
    rights.forbid(Lead.self)
    let blind = try office.store.acting(as: office.sara.id.identifier, with: rights)
    await #expect(throws: StoreError.notFound(lead.key)) {
      try await blind.sales.mayContact(lead.id, by: .email, for: .marketing)
    }
    await #expect(throws: StoreError.notFound(lead.key)) {
      try await blind.sales.record(LeadConsent(.withdrawn), of: lead.id)
    }
  }
}
