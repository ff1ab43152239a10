import CRMContacts
import CRMCore
import Testing

@Suite("Interactions")
struct InteractionTests {
  @Test("A call is logged with whom it was, when it began and who made it")
  func call() async throws {
    let office = try await Office()
    let contact = try await office.contact("احمدی")
    let call = try await office.hers.contacts.log(
      .call(with: contact.id, about: "پیشنهاد", lasting: .seconds(300), outcome: .reached))
    #expect(call.channel == .call && call.direction == .outgoing && call.owner == office.sara.id)
    #expect(call.parties.map(\.party) == [.contact(contact.id)] && call.parties.map(\.role) == [.to])
    #expect(call.parties.first?.name == "احمدی" && call.outcome == .reached && call.title == "پیشنهاد")
    #expect(try #require(call.startedAt).duration(to: call.stamp.createdAt) == .seconds(300))
    let found = try await office.store.fetch(Interaction.self, where: \.parties ~= .any { $0.contact == contact.id })
    #expect(found == [call])
  }

  @Test("It joins the transaction that it is logged in, and is undone with it")
  func joined() async throws {
    struct Stop: Error {}
    let office = try await Office()
    let contact = try await office.contact("احمدی")
    await #expect(throws: Stop.self) {
      try await office.store.write { crm in
        try await crm.contacts.log(.note("یادداشت", on: contact.id))
        #expect(try await crm.count(Interaction.self) == 1)
        throw Stop()
      }
    }
    #expect(try await office.store.count(Interaction.self) == 0)
  }

  @Test("A mail's addresses become the user, contact and account whose they are; the others stay addresses")
  func mail() async throws {
    let office = try await Office()
    let contact = try await office.contact("احمدی") { $0.otherEmails = [ContactPoint("Home@Example.ir", kind: .home)] }
    let account = try await office.account("رویا") { $0.email = "info@roya.example" }
    let mail = try await office.store.contacts.log(
      .email(
        "سفارش", "متن", from: Party.address("home@example.ir"),
        to: [Party.address("SARA@office.example"), Party.address("new@example.org")],
        cc: [Party.address("info@roya.example")]))
    #expect(
      mail.parties.map(\.party) == [
        .contact(contact.id), .user(office.sara.id), .address("new@example.org"), .account(account.id),
      ])
    #expect(mail.parties.map(\.role) == [.from, .to, .to, .cc] && mail.direction == .incoming)
    #expect(
      mail.parties.map(\.address) == ["home@example.ir", "SARA@office.example", "new@example.org", "info@roya.example"])
    let sent = try await office.store.contacts.log(
      .email("پاسخ", from: office.sara.id, to: [contact.id]))
    #expect(sent.direction == .outgoing)
  }

  @Test("An address that several have stays an address")
  func ambiguous() async throws {
    let office = try await Office()
    for name in ["احمدی", "کریمی"] { try await office.contact(name) { $0.phone = "021 8877 6655" } }
    let call = try await office.store.contacts.log(.call(with: Party.address("۰۲۱۸۸۷۷۶۶۵۵"), .incoming))
    #expect(call.parties.map(\.party) == [.address("۰۲۱۸۸۷۷۶۶۵۵")] && call.parties.map(\.role) == [.from])
  }

  @Test("As soon as one contact has the address of a stranger, what the stranger did is theirs")
  func resolution() async throws {
    let office = try await Office()
    let store = office.store
    let call = try await store.contacts.log(.call(with: Party.address("+98 912 345 6789"), .incoming))
    let chat = try await store.contacts.log(
      InteractionDraft(.chat, .incoming, parties: [InteractionParty(Party.address("new@example.org"), as: .from)]))
    let contact = try await office.contact("احمدی") { $0.phone = "۰۹۱۲۳۴۵۶۷۸۹" }
    #expect(try await store.get(call.id).parties.first?.party == .contact(contact.id))
    #expect(try await store.get(call.id).parties.first?.address == "+98 912 345 6789")
    #expect(try await store.get(chat.id).parties.first?.party == .address("new@example.org"))
    try await store.update(contact.id) { $0.otherEmails = [ContactPoint("NEW@example.org")] }
    #expect(try await store.get(chat.id).parties.first?.party == .contact(contact.id))
    #expect(try await store.contacts.timeline(of: contact.id).entries.filter { $0.kind == .interaction }.count == 2)
  }

  @Test("A party that is not there is named, and a party that is nobody is refused")
  func missing() async throws {
    let office = try await Office()
    let nobody = Contact.ID(office.store.environment.newIdentifier())
    await #expect(throws: StoreError.notFound(nobody.key)) {
      try await office.store.contacts.log(.call(with: nobody))
    }
    var interaction = Interaction(id: office.store.newID())
    interaction.startedAt = office.store.environment.clock()
    interaction.parties = [InteractionParty()]
    await #expect(
      throws: RecordError.invalid(
        interaction.key, [FieldProblem("parties", "number 1 is nobody; name a record or an address")])
    ) { try await office.store.insert(interaction) }
  }

  @Test("What is known to another system comes in once")
  func external() async throws {
    let office = try await Office()
    var draft = InteractionDraft(.letter, .incoming, title: "نامه")
    draft.externalID = "<1@example.org>"
    try await office.store.contacts.log(draft)
    await #expect(throws: StoreError.self) { try await office.store.contacts.log(draft) }
  }
}
