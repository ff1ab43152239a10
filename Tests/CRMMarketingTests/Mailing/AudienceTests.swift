import CRMContacts
import CRMCore
import CRMMarketing
import Testing

/// A lead, as another module might keep it.
struct Prospect: Record {
  static let entity = "lead"
  var id: ID
  var stamp = Stamp()
  var name = ""
  var email: String?
  var agrees = false
  init(id: RecordID<Prospect>) { self.id = id }
  static let schema = Schema<Prospect> { f in
    f("name", \.name)
    f("email", \.email)
    f("agrees", \.agrees)
  }
}

struct ProspectAudience: Audience {
  let entity = Prospect.entity

  func reach(of record: AnyRecord, by channel: ContactChannel) throws -> Reach {
    let prospect = try Prospect.schema.decode(record)
    return Reach(name: prospect.name, address: channel == .email ? prospect.email : nil)
  }

  func permission(
    to key: RecordKey, by channel: ContactChannel, for purpose: ContactPurpose, in snapshot: borrowing Snapshot
  ) async throws -> ContactPermission {
    try await snapshot.get(Prospect.ID(key.id)).agrees ? .allowed : .refused(.notGranted)
  }

  func send<Message>(
    _ message: Message, over channel: OutboxChannel<Message>, as posting: MailingPosting,
    in transaction: borrowing StoreTransaction
  ) async throws -> SendingOutcome {
    .posted(
      try await transaction.post(
        message, over: channel, to: posting.address, key: posting.key, regarding: posting.regarding))
  }

  func withdrawConsent(
    of key: RecordKey, by channel: ContactChannel?, for purpose: ContactPurpose,
    in transaction: borrowing StoreTransaction
  ) async throws {
    try await transaction.update(Prospect.ID(key.id)) { $0.agrees = false }
  }
}

@Suite("Another module's audience")
struct AudienceTests {
  @Test("Leads are put on lists, written to once for all with their address, and go off by their own consent")
  func leads() async throws {
    let office = try await MarketingOffice(with: [Prospect.self]) { $0.marketing.audiences.append(ProspectAudience()) }
    let store = office.store
    var lead = Prospect(id: store.newID())
    (lead.name, lead.email, lead.agrees) = ("احمدی", "shared@x.example", true)
    lead = try await store.insert(lead)
    var silent = Prospect(id: store.newID())
    silent.email = "other@x.example"
    silent = try await store.insert(silent)
    try await office.reader("نسرین", at: "Shared@x.example")
    let leads = try await store.marketing.createList("سرنخ‌ها", of: Prospect.self, where: .all)
    let contacts = try await store.marketing.createList("همه", of: Contact.self, where: .all)
    let mailing = try await store.marketing.draft(
      MailingDraft("x", to: [leads.id, contacts.id], content: MessageContent(subject: "x", text: "{name}")))
    await #expect(throws: MarketingError.self) {
      // What one of its kinds of recipients has no field for is refused for all.
      try await store.update(mailing.id) { $0.content.text = "{givenName}" }
    }
    try await store.marketing.send(mailing.id)
    try await office.work()
    #expect(try await office.messages().map(\.recipient) == ["shared@x.example"])
    let suppressed = try await store.marketing.counts(of: mailing.id).suppressed
    #expect(suppressed == [.noConsent: 1, .duplicateAddress: 1])

    let row = try #require(try await store.first(MailingRecipient.self, where: \.lead == lead.id.identifier))
    try await store.marketing.unsubscribe(row.id)
    #expect(try await !store.get(lead.id).agrees)
    let fixed = try await store.marketing.createList("دو", of: Prospect.self)
    try await store.marketing.add([lead.key, silent.key], to: fixed.id)
    try await store.delete(lead.id)
    #expect(try await store.marketing.members(of: fixed.id).keys == [silent.key])
    // That they were written to stays.
    #expect(try await store.get(row.id).addressKey != nil)
  }
}
