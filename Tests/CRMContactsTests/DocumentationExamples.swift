import CRMContacts
import CRMCore
import CRMMemoryStore
import Testing

// The examples of the documentation, word for word: a house rule compares them.

@Suite("The examples of CRMContacts' documentation")
struct DocumentationExamples {
  @Test("A user finds their own account by another spelling, as the module's page shows")
  func modulePage() async throws {
    let store = try MemoryStore(
      [BusinessUnit.self, Team.self, User.self, Account.self, Contact.self], environment: .replayable(seed: 1))
    var unit = BusinessUnit(id: store.newID())
    unit.name = "East"
    unit = try await store.insert(unit)

    var sara = User(id: store.newID())
    sara.name = "Sara Ahmadi"
    sara.businessUnit = unit.id
    sara = try await store.insert(sara)

    var account = Account(id: store.newID())
    account.name = "بازرگانی رویا"
    account.owner = sara.id
    account = try await store.insert(account)

    let mine = try store.acting(as: sara.id.identifier, with: .ownRecords(of: sara.id, in: store.catalog))
    let accounts = try await mine.fetch(Account.self, where: \.name ~= .matches("بازرگاني رويا"))
    #expect(accounts == [account])
  }
}
