import CRMContacts
import CRMCore
import CRMMemoryStore

/// A store with everything of this module, two users, and a world that can be replayed.
struct Office {
  let store: AutomatedStore
  let sara: User
  let reza: User

  init(seed: UInt64 = 1, _ change: (inout ContactsPolicies) -> Void = { _ in }, with types: [any Record.Type] = [])
    async throws
  {
    var environment = CRMEnvironment.replayable(seed: seed)
    change(&environment.contacts)
    store = AutomatedStore(
      try MemoryStore(
        ContactsModule.recordTypes + AutomatedStore.recordTypes + types, environment: environment))
    func user(_ name: String, _ email: String, in store: AutomatedStore) async throws -> User {
      var user = User(id: store.newID())
      user.name = name
      user.email = email
      return try await store.insert(user)
    }
    sara = try await user("سارا احمدی", "sara@office.example", in: store)
    reza = try await user("رضا کریمی", "reza@office.example", in: store)
  }

  /// The store as Sara works with it, who may do everything.
  var hers: any Store {
    get throws { try store.acting(as: sara.id.identifier, with: Rights()) }
  }

  @discardableResult
  func account(_ name: String, under parent: Account.ID? = nil, _ change: (inout Account) -> Void = { _ in })
    async throws -> Account
  {
    var account = Account(id: store.newID())
    account.name = name
    account.parent = parent
    change(&account)
    return try await store.insert(account)
  }

  @discardableResult
  func contact(_ familyName: String, at account: Account.ID? = nil, _ change: (inout Contact) -> Void = { _ in })
    async throws -> Contact
  {
    var contact = Contact(id: store.newID())
    contact.familyName = familyName
    contact.account = account
    change(&contact)
    return try await store.insert(contact)
  }
}
