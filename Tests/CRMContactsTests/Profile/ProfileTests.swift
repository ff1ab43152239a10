import CRMContacts
import CRMCore
import Testing

@Suite("The 360° view")
struct ProfileTests {
  @Test("A contact's profile has all that is known of them, from one view")
  func contact() async throws {
    let office = try await Office()
    let store = office.store
    let holding = try await office.account("هلدینگ")
    let account = try await office.account("رویا", under: holding.id)
    let contact = try await office.contact("احمدی", at: account.id) {
      $0.email = "ahmadi@example.ir"
      $0.phone = "۰۹۱۲۳۴۵۶۷۸۹"
    }
    let spouse = try await office.contact("کریمی")
    try await store.contacts.connect(contact.id, to: spouse.id, as: .spouse)
    let past = try CalendarDate(year: 1390, month: 1, day: 1, in: .persian)
    try await store.contacts.connect(contact.id, to: spouse.id, as: .colleague, until: past)
    try await store.contacts.advance(contact.id, to: .customer)
    try await store.contacts.record(.granted, of: contact.id, by: .email)
    try await store.contacts.plan("پیگیری", regarding: contact.key)
    try await store.contacts.log(.call(with: contact.id, about: "سلام"))
    let held = try await store.snapshot()
    try await store.contacts.log(.call(with: contact.id, about: "بعد"))
    let profile = try await held.contacts.profile(of: contact.id)
    await held.end()
    #expect(profile.record.familyName == "احمدی" && profile.accounts.map(\.id) == [account.id, holding.id])
    #expect(profile.contacts.isEmpty && profile.lifecycle.map(\.to) == [.customer])
    #expect(profile.connections.map(\.role) == [.spouse] && profile.openToDos.map(\.title) == ["پیگیری"])
    #expect(profile.permissions == [.email: .allowed, .call: .allowed, .message: .refused(.notGranted)])
    #expect(profile.timeline.entries.map(\.kind) == [.interaction, .toDo, .consent, .change, .creation])
  }

  @Test("An account's profile has its contacts, by the alphabet, and what they did")
  func account() async throws {
    let office = try await Office()
    let account = try await office.account("رویا")
    for name in ["کریمی", "احمدی", "پناهی"] {
      let contact = try await office.contact(name, at: account.id)
      try await office.store.contacts.log(.note(name, on: contact.id))
    }
    let profile = try await office.store.contacts.profile(of: account.id, limit: 2)
    #expect(profile.contacts.map(\.familyName) == ["احمدی", "پناهی"] && profile.accounts.isEmpty)
    #expect(profile.timeline.entries.map(\.title) == ["پناهی", ""] && profile.timeline.next != nil)
    await #expect(throws: StoreError.self) {
      try await office.store.contacts.profile(of: Contact.ID(account.id.identifier))
    }
  }

  @Test("Every record of this module comes back as it was written")
  func roundTrip() async throws {
    let office = try await Office()
    let store = office.store
    let contact = try await office.contact("احمدی") {
      ($0.emailKind, $0.phoneKind, $0.email, $0.phone) = (.work, .mobile, "a@b.ir", "110")
      ($0.lifecycleStage, $0.doNotContact) = (.evangelist, true)
      $0.otherAddresses = [$0.address]
      $0.otherAddresses[0].kind = .billing
      $0.otherAddresses[0].street = "خیابان آزادی"
    }
    #expect(try await store.get(contact.id) == contact && contact.doNotContact)
    let connection = try await store.contacts.connect(
      contact.id, to: try await office.account("رویا").id, as: .employer,
      from: CalendarDate(year: 1400, month: 1, day: 1, in: .persian))
    #expect(try await store.get(connection.id) == connection && connection.from.contact == contact.id)
    var party = InteractionParty(contact.id, as: .organizer, name: "نام", address: "a@b.ir")
    party.role = .cc
    let interaction = try await store.contacts.log(
      InteractionDraft(
        .fax, .incoming, title: "عنوان", body: "متن", parties: [party], duration: .seconds(5), outcome: .busy,
        owner: office.reza.id, regarding: contact.key))
    #expect(try await store.get(interaction.id) == interaction && interaction.parties == [party])
    #expect(interaction.regarding == contact.key && interaction.owner == office.reza.id)
    let toDo = try await store.contacts.plan(
      "کار", due: .at(store.environment.clock()), for: office.sara.id, priority: .low, regarding: contact.key,
      notes: "متن")
    #expect(try await store.get(toDo.id) == toDo && toDo.priority == .low && toDo.regarding == contact.key)
    let consent = try await store.contacts.record(
      .granted, of: contact.id, by: .letter, for: .survey, source: .paper, evidence: "برگه")
    #expect(try await store.get(consent.id) == consent && consent.evidence == "برگه" && consent.source == .paper)
  }
}
