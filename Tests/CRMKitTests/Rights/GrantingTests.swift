import CRMKit
import Testing

@Suite("Giving rights")
struct GrantingTests {
  private let company: Company
  private var crm: CRM { company.crm }
  private var sara: CRM { crm.acting(as: company.sara.id) }

  init() async throws { company = try await Company(rights: RolePolicy.company(notesRefusals: true)) }

  @Test("Who may change rights is a right, and nobody has it by a role for every entity")
  func rightToRights() async throws {
    let role = try await company.role("everything", of: company.sara) {
      $0.allow(RolePermission.anyEntity, Set(Rights.Operation.allCases))
    }
    await #expect(throws: StoreError.self) { try await sara.update(role.id) { $0.note = "mine" } }
    await #expect(throws: StoreError.self) { try await sara.give(role.id, to: company.omid.id.identifier) }
    try await company.role("personnel", of: company.sara) { $0.allow(RoleAssignment.self, [.create, .delete, .read]) }
    try await sara.give(role.id, to: company.omid.id.identifier)
    let held = try await crm.roles(of: company.omid.id.identifier)
    #expect(held.map(\.name) == ["everything"])
    try await sara.take(role.id, from: company.omid.id.identifier)
    #expect(try await crm.roles(of: company.omid.id.identifier).isEmpty)
  }

  @Test("Nobody gives more than they hold, by a role that there is or one that they write")
  func escalation() async throws {
    let wide = try await company.role("director") { $0.allow(Account.self, [.read, .delete]) }
    let narrow = try await company.role("agent") { $0.allow(Account.self, [.read], within: .own) }
    let seeing = try await company.role("accountant") {
      $0.allow(Account.self, [.read], within: .unit)
      $0.limit(Account.self, \.revenue, to: .read)
    }
    try await company.role("personnel", of: company.sara) {
      $0.allow(Account.self, [.read], within: .unit)
      $0.limit(Account.self, \.revenue, to: .hidden)
      $0.allow(Role.self, [.create, .read, .update])
      $0.allow(RoleAssignment.self, [.create, .read])
    }
    let omid = company.omid.id.identifier
    await #expect(throws: StoreError.self) { try await sara.give(wide.id, to: omid) }
    await #expect(throws: StoreError.self) { try await sara.give(seeing.id, to: omid) }
    await #expect(throws: StoreError.self) { try await sara.give(wide.id, to: company.sara.id.identifier) }
    await #expect(throws: StoreError.self) {
      try await sara.insert(
        crm.record(Role.self) {
          $0.name = "mine"
          $0.allow(Account.self, [.read])
        })
    }
    await #expect(throws: StoreError.self) { try await sara.update(wide.id) { $0.note = "changed" } }
    await #expect(throws: StoreError.self) { try await sara.update(narrow.id) { $0.permissions[0].scope = .all } }
    // A role like hers, as far as accounts go, hides the same field.
    await #expect(throws: StoreError.self) { try await sara.give(narrow.id, to: omid) }
    try await crm.update(narrow.id) { $0.limit(Account.self, \.revenue, to: .hidden) }
    try await sara.give(narrow.id, to: omid)
    #expect(try await crm.roles(of: omid).map(\.name) == ["agent"])
    #expect(try await crm.roles(of: company.sara.id.identifier).map(\.name) == ["personnel"])
  }

  @Test("Nobody changes their own place in the organization")
  func ownPlace() async throws {
    try await company.role("editor", of: company.sara) { $0.allow(User.self, [.read, .update]) }
    try await sara.update(company.sara.id) { $0.title = "Head of fairs" }
    let (north, mina) = (company.north.id, company.mina.id)
    await #expect(throws: StoreError.self) { try await sara.update(company.sara.id) { $0.businessUnit = north } }
    await #expect(throws: StoreError.self) { try await sara.update(company.sara.id) { $0.manager = mina } }
    await #expect(throws: StoreError.self) { try await sara.update(company.sara.id) { $0.teams = [] } }
    try await sara.update(company.omid.id) { $0.manager = nil }
  }

  @Test("A record is shared with a user or a team, by who may share it, and no further than they may go themselves")
  func sharing() async throws {
    let account = try await company.account("Shared", of: company.omid)
    let omid = crm.acting(as: company.omid.id)
    try await company.role("agent", of: company.omid) {
      $0.allow(Account.self, [.read, .update, .share], within: .own)
    }
    #expect(try await sara.find(account.id) == nil)
    await #expect(throws: StoreError.notFound(account.id.key)) {
      try await sara.share(account.id, with: company.sara.id.identifier)
    }
    try await omid.share(account.id, with: company.sara.id.identifier, allowing: [.update])
    try await sara.update(account.id) { $0.name = "Shared and changed" }
    await #expect(throws: StoreError.notAllowed("share", account.id.key)) {
      try await sara.share(account.id, with: company.mina.id.identifier)
    }
    await #expect(throws: StoreError.notAllowed("delete", account.id.key)) {
      try await omid.share(account.id, with: company.sara.id.identifier, allowing: [.delete])
    }
    let shares = try await omid.shares(of: account.id)
    #expect(shares.map(\.grantee) == [company.sara.id.description])
    #expect(shares.map(\.operations) == [[.read, .update]])
    try await omid.unshare(account.id, with: company.sara.id.identifier)
    #expect(try await sara.find(account.id) == nil)
    try await omid.share(account.id, with: company.fairs.id.identifier)
    #expect(try await sara.find(account.id) != nil)
    await #expect(throws: StoreError.notAllowed("change", account.id.key)) {
      try await sara.update(account.id) { $0.name = "Mine" }
    }
    try await crm.delete(account.id)
    #expect(try await crm.count(RecordShare.self) == 0)
  }

  @Test("Records are handed over, one by one or all that somebody owns")
  func handingOver() async throws {
    let account = try await company.account("Omid’s", of: company.omid)
    try await company.account("Omid’s second", of: company.omid)
    try await company.role("dispatcher", of: company.sara) {
      $0.allow(Account.self, [.read, .assign])
      $0.allow(User.self, [.read])
    }
    try await sara.assign(account.id, to: company.mina.id.identifier)
    await #expect(throws: StoreError.notAllowed("change", account.id.key)) {
      try await sara.update(account.id) { $0.name = "Hers" }
    }
    // What is closed, and read-only otherwise, goes as well.
    let omid = company.omid.id
    let done = try await crm.insert(
      crm.record(ToDo.self) {
        $0.title = "Call"
        $0.owner = omid
      })
    try await crm.contacts.complete(done.id)
    let deal = try await crm.insert(
      crm.record(Opportunity.self) {
        $0.name = "Old deal"
        $0.owner = omid
      })
    try await crm.update(deal.id) { $0.state = .lost }
    try await company.role("hand-over", of: company.sara) {
      $0.allow(ToDo.self, [.read, .assign])
      $0.allow(Opportunity.self, [.read, .assign])
    }
    let counts = try await sara.assignAll(of: company.omid.id.identifier, to: company.mina.id.identifier)
    #expect(counts == ["account": 1, "toDo": 1, "opportunity": 1])
    let owner = company.mina.id
    #expect(try await crm.count(Account.self, where: \.owner == owner) == 2)
    await #expect(throws: StoreError.invalidQuery("records of team have no owner")) {
      try await crm.assign(company.fairs.id, to: owner.identifier)
    }
  }

  @Test("Every refusal is noted, with who tried what")
  func audit() async throws {
    let account = try await company.account("Mina’s", of: company.mina)
    let hidden = try await company.account("Hidden", of: company.omid)
    try await company.role("reader", of: company.sara) {
      $0.allow(Account.self, [.read, .update], where: \.name != "Hidden")
      $0.limit(Account.self, \.revenue, to: .hidden)
      $0.limit(Account.self, \.employees, to: .read)
    }
    let attempts: [@Sendable (CRM) async throws -> Void] = [
      { try await $0.delete(account.id) }, { try await $0.update(hidden.id) { $0.name = "Seen" } },
      { try await $0.delete(hidden.id) },
      { try await $0.update(account.id) { $0.employees = 7 } },
      { _ = try await $0.count(Account.self, where: \.revenue != nil) },
      { try await $0.reading { try await $0.exporting(Account.recordType) { _ in } } },
      { crm in try await crm.insert(crm.record(Account.self) { $0.name = "New" }) },
    ]
    for attempt in attempts { await #expect(throws: (any Error).self) { try await attempt(sara) } }
    let refusals = try await crm.fetch(AccessRefusal.self)
    #expect(refusals.map(\.operation) == ["delete", "change", "delete", "change", "read", "export", "create"])
    #expect(refusals.allSatisfy { $0.actor == company.sara.id.description && $0.subject == "account" })
    #expect(refusals.map(\.field) == [nil, nil, nil, "employees", "revenue", nil, nil])
    // Inside of a transaction it is written when that has ended, also when it was committed.
    try await sara.transaction { crm in
      do { try await crm.delete(account.id) } catch {}
      try await crm.update(account.id) { $0.name = "Still here" }
    }
    #expect(try await crm.count(AccessRefusal.self) == refusals.count + 1)
    #expect(try await sara.count(AccessRefusal.self) == 0)
  }
}
