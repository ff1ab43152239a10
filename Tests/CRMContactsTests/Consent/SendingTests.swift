import CRMContacts
import CRMCore
import Testing

@Suite("Sending by consent")
struct SendingTests {
  private let office: Office
  private let contact: Contact
  private let mail = OutboxChannel<String>("email")

  init() async throws {
    office = try await Office()
    contact = try await office.contact("احمدی") { $0.email = "ahmadi@example.ir" }
  }

  private func send(_ text: String, for purpose: ContactPurpose = .marketing, key: String? = nil) async throws
    -> SendingOutcome
  {
    try await office.store.contacts.send(
      text, over: mail, to: "ahmadi@example.ir", of: contact.id, by: .email, for: purpose, key: key)
  }

  private func states() async throws -> [OutboxMessage.State] {
    try await office.store.fetch(OutboxMessage.self).map(\.state)
  }

  @Test("What may not be sent never reaches the outbox, and the reason is told")
  func withheld() async throws {
    #expect(try await send("offer") == .withheld(.notGranted))
    #expect(try await office.store.count(OutboxMessage.self) == 0)
    try await office.store.contacts.record(.granted, of: contact.id, by: .email)
    let message = try #require(try await send("offer").message)
    #expect(message.state == .waiting && message.regarding == contact.key)
  }

  @Test("The permission is that of the transaction: what it has just recorded counts, and what is undone sent nothing")
  func joined() async throws {
    struct Stop: Error {}
    await #expect(throws: Stop.self) {
      try await office.store.write { crm in
        try await crm.contacts.record(.granted, of: contact.id)
        let outcome = try await crm.contacts.send(
          "offer", over: mail, to: "ahmadi@example.ir", of: contact.id, by: .email, for: .marketing)
        #expect(outcome.message != nil)
        throw Stop()
      }
    }
    #expect(try await office.store.count(OutboxMessage.self) == 0)
    #expect(try await send("offer") == .withheld(.notGranted))
  }

  @Test("A consent that is withdrawn takes back what waits for it, and nothing else")
  func withdrawal() async throws {
    let store = office.store
    try await store.contacts.record(.granted, of: contact.id)
    _ = try await send("offer")
    _ = try await send("invoice", for: .transactional)
    _ = try await send("survey", for: .survey)
    try await store.contacts.record(.withdrawn, of: contact.id, by: .email, for: .marketing)
    #expect(try await states() == [.withdrawn, .waiting, .waiting])
    let first = try #require(try await store.first(OutboxMessage.self))
    #expect(first.dueAt == nil && first.failure?.contains("has refused") == true)
    // By a record that is written without the service, as an import does.
    var consent = Consent(id: store.newID())
    consent.customer = CustomerReference(contact.id)
    consent.state = .withdrawn
    consent.givenAt = store.environment.clock()
    try await store.insert(consent)
    #expect(try await states() == [.withdrawn, .waiting, .withdrawn])
  }

  @Test("Who wants to be left alone from now on gets nothing that waits but what they have to get")
  func doNotContact() async throws {
    try await office.store.contacts.record(.granted, of: contact.id)
    _ = try await send("offer")
    _ = try await send("invoice", for: .transactional)
    try await office.store.update(contact.id) { $0.doNotContact = true }
    #expect(try await states() == [.withdrawn, .waiting])
  }

  @Test("What has been sent or is being sent stays, and what failed and waits for another attempt is taken back")
  func underWay() async throws {
    let store = office.store
    try await store.contacts.record(.granted, of: contact.id)
    for text in ["sent", "claimed", "failed once"] { _ = try await send(text) }
    let rows = try await store.fetch(OutboxMessage.self)
    try await store.update(rows[0].id) {
      $0.state = .sent
      $0.dueAt = nil
    }
    try await store.update(rows[1].id) {
      $0.claimedBy = "mailer"
      $0.attempts = 1
    }
    try await store.update(rows[2].id) { $0.attempts = 1 }
    try await store.contacts.record(.withdrawn, of: contact.id)
    #expect(try await states() == [.sent, .waiting, .withdrawn])
  }

  @Test("The same key posts once, and another's message is untouched by a withdrawal")
  func keys() async throws {
    let store = office.store
    let other = try await office.contact("کریمی")
    for id in [contact.id, other.id] { try await store.contacts.record(.granted, of: id) }
    let first = try await send("offer", key: "spring")
    #expect(try await send("offer again", key: "spring") == first)
    _ = try await store.contacts.send(
      "offer", over: mail, to: "karimi@example.ir", of: other.id, by: .email, for: .marketing)
    try await store.contacts.record(.withdrawn, of: contact.id)
    #expect(try await states() == [.withdrawn, .waiting])
  }

  @Test("What waits for somebody who is deleted is taken back")
  func deleted() async throws {
    try await office.store.contacts.record(.granted, of: contact.id)
    _ = try await send("offer")
    try await office.store.delete(contact.id)
    #expect(try await states() == [.withdrawn])
    #expect(try await office.store.count(PermittedMessage.self) == 0)
  }
}
