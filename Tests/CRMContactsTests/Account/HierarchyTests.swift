import CRMContacts
import CRMCore
import Testing

@Suite("Hierarchies of accounts")
struct HierarchyTests {
  @Test("What is above and below an account is found, and figures are limited to it")
  func family() async throws {
    let office = try await Office()
    let holding = try await office.account("هلدینگ")
    let east = try await office.account("شرق", under: holding.id)
    let west = try await office.account("غرب", under: holding.id)
    let shop = try await office.account("فروشگاه", under: east.id)
    try await office.account("بیگانه")
    for account in [holding, shop, west] { try await office.contact("احمدی", at: account.id) }
    let store = office.store
    #expect(try await store.contacts.ancestors(of: shop.id).map(\.id) == [east.id, holding.id])
    #expect(try await store.contacts.root(of: shop.id).id == holding.id)
    #expect(try await store.contacts.root(of: holding.id).id == holding.id)
    let group = try await store.contacts.hierarchy(under: holding.id)
    #expect(group.levels == [[east.id, west.id].sorted(), [shop.id]])
    #expect(try await store.count(Contact.self, where: group.contains(\.account)) == 3)
    #expect(try await store.count(Account.self, where: group.filter) == 4)
    let part = try await store.contacts.hierarchy(under: east.id)
    #expect(try await store.count(Contact.self, where: part.contains(\.account)) == 1)
    await #expect(throws: StoreError.cycle(holding.key, field: "parent", path: [shop.key, east.key])) {
      try await store.update(holding.id) { $0.parent = shop.id }
    }
  }

  @Test("However accounts are moved, a hierarchy is never a circle, and says what a plain model says", arguments: 1...8)
  func randomMoves(seed: UInt64) async throws {
    let office = try await Office(seed: seed)
    var chance = SplitMix64(seed: seed)
    var accounts: [Account.ID] = []
    var parents: [Account.ID: Account.ID] = [:]
    for number in 0..<12 { accounts.append(try await office.account("\(number)").id) }
    func path(from id: Account.ID) -> [Account.ID] {
      var path: [Account.ID] = []
      var next = parents[id]
      while let id = next {
        path.append(id)
        next = parents[id]
      }
      return path
    }
    var refusals = 0
    for _ in 0..<120 {
      let child = try #require(accounts.randomElement(using: &chance))
      let parent = Int.random(in: 0..<6, using: &chance) == 0 ? nil : accounts.randomElement(using: &chance)
      let isCircle = parent.map { $0 == child || path(from: $0).contains(child) } ?? false
      do {
        try await office.store.update(child) { $0.parent = parent }
        #expect(!isCircle)
        parents[child] = parent
      } catch StoreError.cycle {
        #expect(isCircle)
        refusals += 1
      }
    }
    #expect(refusals > 0)
    for id in accounts {
      #expect(try await office.store.contacts.ancestors(of: id).map(\.id) == path(from: id))
      let below = Set(accounts.filter { path(from: $0).contains(id) } + [id])
      #expect(Set(try await office.store.contacts.hierarchy(under: id).all) == below)
    }
  }
}
