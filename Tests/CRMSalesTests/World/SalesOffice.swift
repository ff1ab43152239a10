import CRMContacts
import CRMCore
import CRMMemoryStore
import CRMSales
import CRMStoreTesting

/// A store with everything of this module, a user, and a world that can be replayed.
struct SalesOffice {
  let store: AutomatedStore
  let sara: User

  init(
    seed: UInt64 = 1, fuse: Fuse? = nil, _ change: (inout CRMEnvironment) -> Void = { _ in }
  ) async throws {
    var environment = CRMEnvironment.replayable(seed: seed)
    SalesModule.contribute(to: &environment)
    change(&environment)
    let types = ContactsModule.recordTypes + SalesModule.recordTypes + AutomatedStore.recordTypes
    let memory = try MemoryStore(types, environment: environment)
    store = AutomatedStore(fuse.map { FusedStore(memory, fuse: $0) } ?? memory)
    var user = User(id: store.newID())
    user.name = "سارا احمدی"
    sara = try await store.insert(user)
  }

  /// The store as Sara works with it, who may do everything.
  var hers: any Store {
    get throws { try store.acting(as: sara.id.identifier, with: Rights()) }
  }

  @discardableResult
  func account(_ name: String, _ change: (inout Account) -> Void = { _ in }) async throws -> Account {
    var account = Account(id: store.newID())
    account.name = name
    change(&account)
    return try await store.insert(account)
  }

  @discardableResult
  func contact(_ familyName: String, _ change: (inout Contact) -> Void = { _ in }) async throws -> Contact {
    var contact = Contact(id: store.newID())
    contact.familyName = familyName
    change(&contact)
    return try await store.insert(contact)
  }

  /// A lead with a person, a company and all that a conversion carries over.
  func lead() async throws -> Lead {
    try await store.sales.capture(
      LeadDraft(
        name: "احمدی", givenName: "نسرین", company: "بازرگانی رویا", email: "nasrin@roya.example",
        phone: "۰۹۱۲ ۳۴۵ ۶۷۸۹", source: .web, interest: "GTX Pro", budget: Money(minorUnits: 500_000, currency: .usd),
        owner: sara.id, consents: [LeadConsent(.granted, by: .email, for: .marketing, source: .webForm)]))
  }
}

extension Money {
  static func usd(_ amount: Int64) -> Money { Money(minorUnits: amount * 100, currency: .usd) }
}
