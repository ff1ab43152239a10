import CRMContacts
import CRMCore
import CRMMarketing
import CRMMemoryStore
import CRMStoreTesting
import Foundation
import Testing

/// A store with everything of this module, a user, and a world that can be replayed.
struct MarketingOffice {
  let store: AutomatedStore
  let sara: User

  init(
    seed: UInt64 = 1, fuse: Fuse? = nil, with records: [any Record.Type] = [],
    _ change: (inout CRMEnvironment) -> Void = { _ in }
  ) async throws {
    var environment = CRMEnvironment.replayable(seed: seed)
    environment.marketing.sender = MailingMessage.Mailbox("news@roya.example", name: "بازرگانی رویا")
    MarketingModule.contribute(to: &environment)
    change(&environment)
    let types =
      ContactsModule.recordTypes + MarketingModule.recordTypes + AutomatedStore.recordTypes + records
    let memory = try MemoryStore(types, environment: environment)
    store = AutomatedStore(fuse.map { FusedStore(memory, fuse: $0) } ?? memory)
    var user = User(id: store.newID())
    user.name = "سارا احمدی"
    sara = try await store.insert(user)
  }

  /// The agenda, worked off as far as it is due.
  var agenda: AgendaRunner {
    var agenda = AgendaRunner(store)
    agenda.handleMarketing()
    agenda.handleContacts()
    return agenda
  }

  /// Does what is due, all of which has to succeed.
  func work() async throws {
    let run = try await agenda.runDue()
    #expect(run.failures.map(\.reason) == [])
  }

  @discardableResult
  func user(_ name: String, _ change: (inout User) -> Void = { _ in }) async throws -> User {
    var user = User(id: store.newID())
    user.name = name
    change(&user)
    return try await store.insert(user)
  }

  @discardableResult
  func account(_ name: String, _ change: (inout Account) -> Void = { _ in }) async throws -> Account {
    var account = Account(id: store.newID())
    account.name = name
    change(&account)
    return try await store.insert(account)
  }

  @discardableResult
  func contact(
    _ givenName: String, at email: String? = nil, _ change: (inout Contact) -> Void = { _ in }
  ) async throws -> Contact {
    var contact = Contact(id: store.newID())
    (contact.givenName, contact.familyName, contact.email) = (givenName, "\(givenName)ی", email)
    change(&contact)
    return try await store.insert(contact)
  }

  /// A contact who has agreed to mail for marketing.
  @discardableResult
  func reader(
    _ givenName: String, at email: String, _ change: (inout Contact) -> Void = { _ in }
  ) async throws -> Contact {
    let contact = try await contact(givenName, at: email, change)
    try await store.contacts.record(.granted, of: contact.id, by: .email, for: .marketing)
    return contact
  }

  /// A static list of contacts.
  func list(_ name: String, of contacts: [Contact]) async throws -> MarketingList {
    let list = try await store.marketing.createList(name, of: Contact.self)
    try await store.marketing.add(contacts.map(\.key), to: list.id)
    return list
  }

  /// A mailing that is drafted.
  func mailing(
    to lists: [MarketingList.ID], except excluded: [MarketingList.ID] = [],
    text: String = "سلام {givenName|دوست}", whenMissing rule: Mailing.MissingValueRule = .leaveEmpty,
    campaign: Campaign.ID? = nil
  ) async throws -> Mailing {
    try await store.marketing.draft(
      MailingDraft(
        "بهار", to: lists, except: excluded, content: MessageContent(subject: "بهار", text: text),
        whenMissing: rule, campaign: campaign))
  }

  /// The messages that are in the outbox.
  func messages() async throws -> [OutboxMessage] { try await store.fetch(OutboxMessage.self) }
}

extension Money {
  static func usd(_ amount: Int64) -> Money { Money(minorUnits: amount * 100, currency: .usd) }
}

extension OutboxMessage {
  /// The message as a mailing has put it.
  func mailing() throws -> MailingMessage { try JSONDecoder().decode(MailingMessage.self, from: Data(message.utf8)) }
}
