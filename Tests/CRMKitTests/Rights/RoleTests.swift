import CRMKit
import Testing

@Suite("Roles")
struct RoleTests {
  private let company: Company
  private var crm: CRM { company.crm }

  init() async throws {
    company = try await Company()
    try await company.account("Mina’s", of: company.mina)
    try await company.account("Omid’s", of: company.omid)
    try await company.account("Sara’s", of: company.sara)
    try await company.account("Nobody’s", of: nil)
  }

  private func names(for user: User) async throws -> [String] {
    try await crm.acting(as: user.id).fetch(Account.self, sort: .ascending(\.name)).map(\.name)
  }

  @Test(
    "A scope reaches as far as the organization says",
    arguments: [
      (OwnershipScope.own, ["Mina’s"], ["Omid’s"], ["Sara’s"]),
      (.reports, ["Mina’s", "Omid’s"], ["Omid’s"], ["Sara’s"]),
      (.team, ["Mina’s"], ["Omid’s", "Sara’s"], ["Omid’s", "Sara’s"]),
      (.unit, ["Mina’s", "Omid’s"], ["Omid’s"], ["Sara’s"]),
      (
        .all, ["Mina’s", "Nobody’s", "Omid’s", "Sara’s"], ["Mina’s", "Nobody’s", "Omid’s", "Sara’s"],
        ["Mina’s", "Nobody’s", "Omid’s", "Sara’s"]
      ),
    ])
  func scopes(_ scope: OwnershipScope, _ mina: [String], _ omid: [String], _ sara: [String]) async throws {
    let role = try await company.role("reader") { $0.allow(Account.self, [.read], within: scope) }
    for user in [company.mina, company.omid, company.sara] {
      try await crm.give(role.id, to: user.id.identifier)
    }
    #expect(try await names(for: company.mina) == mina)
    #expect(try await names(for: company.omid) == omid)
    #expect(try await names(for: company.sara) == sara)
    let counts = try await crm.acting(as: company.mina.id).count(Account.self)
    #expect(counts == mina.count)
  }

  @Test("Rights change with the roles, in the next view and transaction")
  func changing() async throws {
    let sara = crm.acting(as: company.sara.id)
    let role = try await company.role("reader", of: company.sara) { $0.allow(Account.self, [.read]) }
    #expect(try await sara.count(Account.self) == 4)
    try await crm.update(role.id) {
      $0.permissions = []
      $0.allow(Account.self, [.read, .delete], where: \.name == "Nobody’s")
    }
    let visible = try await sara.fetch(Account.self)
    #expect(visible.map(\.name) == ["Nobody’s"])
    try await sara.delete(visible[0].id)
    try await crm.take(role.id, from: company.sara.id.identifier)
    // Without a role one works on one’s own records.
    #expect(try await names(for: company.sara) == ["Sara’s"])
    try await crm.update(company.sara.id) { $0.isActive = false }
    #expect(try await sara.count(Account.self) == 0)
    #expect(try await sara.find(company.sara.id) == nil)
  }

  @Test("Who moves in the organization sees what is to be seen from there")
  func moving() async throws {
    try await company.role("reader", of: company.sara) { $0.allow(Account.self, [.read], within: .unit) }
    #expect(try await names(for: company.sara) == ["Sara’s"])
    try await crm.update(company.sara.id) { [company] in $0.businessUnit = company.north.id }
    #expect(try await names(for: company.sara) == ["Mina’s", "Omid’s", "Sara’s"])
    try await crm.update(company.city.id) { [company] in $0.parent = company.south.id }
    #expect(try await names(for: company.sara) == ["Mina’s", "Sara’s"])
  }

  @Test("Several roles allow what one of them does")
  func several() async throws {
    let sara = crm.acting(as: company.sara.id)
    try await company.role("own", of: company.sara) { $0.allow(Account.self, [.read, .update], within: .own) }
    try await company.role("creator", of: company.sara) { $0.allow(Account.self, [.create]) }
    let account = try await sara.insert(
      crm.record(Account.self) { [company] in
        $0.name = "New"
        $0.owner = company.sara.id
      })
    try await sara.update(account.id) { $0.name = "Newer" }
    await #expect(throws: StoreError.notAllowed("delete", account.id.key)) { try await sara.delete(account.id) }
  }

  @Test("Of fields, the most generous role decides that allows anything with such records; sensitive ones are masked")
  func fields() async throws {
    let account = try await crm.insert(
      crm.record(Account.self) { [company] in
        $0.name = "Rich"
        $0.revenue = Money(minorUnits: 100, currency: .usd)
        $0.owner = company.sara.id
      })
    let sara = crm.acting(as: company.sara.id)
    try await company.role("agent", of: company.sara) {
      $0.allow(Account.self, [.read, .update])
      $0.limit(Account.self, \.revenue, to: .hidden)
    }
    try await company.role("seller of products", of: company.sara) { $0.allow(Product.self, [.read]) }
    #expect(try await sara.get(account.id).revenue == nil)
    try await sara.update(account.id) { $0.employees = 3 }
    #expect(try await crm.get(account.id).revenue == Money(minorUnits: 100, currency: .usd))
    try await company.role("accountant", of: company.sara) {
      $0.allow(Account.self, [.read])
      $0.limit(Account.self, \.revenue, to: .read)
    }
    #expect(try await sara.get(account.id).revenue != nil)
    let access = try await sara.access(to: \Account.revenue)
    #expect(access == .read)
  }

  @Test("A role for every entity leaves out what is private, and what decides over rights")
  func anyEntity() async throws {
    try await company.role("reader", of: company.sara) { $0.allow(RolePermission.anyEntity, [.read]) }
    try await crm.notify(company.omid.id.identifier, .message, "for Omid only")
    let sara = crm.acting(as: company.sara.id)
    #expect(try await sara.count(Account.self) == 4)
    #expect(try await sara.count(User.self) == 3)
    #expect(try await sara.count(InboxItem.self, where: \.text == "for Omid only") == 0)
    #expect(try await crm.count(InboxItem.self, where: \.text == "for Omid only") == 1)
    #expect(try await sara.fetch(RoleAssignment.self).map(\.actor) == [company.sara.id.description])
    #expect(try await sara.fetch(Role.self).map(\.name) == ["reader"])
    try await company.role("editor", of: company.sara) { $0.allow(RolePermission.anyEntity, [.update]) }
    await #expect(throws: StoreError.notAllowed("change", company.omid.id.key)) {
      try await sara.update(company.omid.id) { $0.manager = nil }
    }
  }

  @Test("What does not fit allows nothing, and the role can say what it is")
  func unfit() async throws {
    let role = try await company.role("broken", of: company.sara) {
      $0.allow("account", [.read], where: .compare("nonsense", .equal, 1))
      $0.allow("spaceship", [.read])
      $0.limit("account", field: "hull", to: .hidden)
    }
    #expect(try await crm.acting(as: company.sara.id).count(Account.self) == 0)
    let problems = role.problems(in: crm.store.catalog)
    // Accounts have custom fields, of which any name may be one.
    #expect(problems.map(\.field) == ["permissions", "permissions"])
    await #expect(throws: RecordError.self) {
      try await crm.update(role.id) { $0.permissions[0].condition = "name ==" }
    }
  }

  @Test("Live answers follow the rights")
  func live() async throws {
    let role = try await company.role("reader", of: company.sara) {
      $0.allow(Account.self, [.read], within: .own)
    }
    let sara = crm.acting(as: company.sara.id)
    var counts = sara.liveAggregate(Account.self, by: [], .count).makeAsyncIterator()
    var names = sara.live(Account.self, sort: .ascending(\.name)).makeAsyncIterator()
    func count() async throws -> AnyValue? { try await counts.next()?.first?.values.first }
    #expect(try await count() == 1)
    #expect(try await names.next()?.map(\.name) == ["Sara’s"])
    try await crm.update(role.id) { $0.permissions[0].scope = .all }
    #expect(try await count() == 4)
    #expect(try await names.next()?.count == 4)
    try await company.account("Another", of: company.mina)
    #expect(try await count() == 5)
    try await crm.update(company.sara.id) { $0.isActive = false }
    #expect(try await names.next()?.isEmpty == true)
  }

  @Test("The feed shows what may be seen when it arrives")
  func feed() async throws {
    let sara = crm.acting(as: company.sara.id)
    var changes = sara.feed.changes().makeAsyncIterator()
    try await company.account("Mina’s second", of: company.mina)
    #expect(try #require(await changes.next()).changes.isEmpty)
    try await company.role("reader", of: company.sara) { $0.allow(Account.self, [.read]) }
    try await company.account("Mina’s third", of: company.mina)
    var entities: Set<String> = []
    while !entities.contains("account") {
      entities.formUnion(try #require(await changes.next()).changes.map(\.type.entity))
    }
  }

  @Test("The agenda acts with the rights that the one who wrote it has when it is due")
  func agenda() async throws {
    struct Rename: ScheduledWork {
      static let kind = "rename"
      let account: Account.ID
    }
    let account = try await company.account("Old", of: company.mina)
    let role = try await company.role("editor", of: company.sara) { $0.allow(Account.self, [.read, .update]) }
    let sara = crm.acting(as: company.sara.id)
    try await sara.schedule(Rename(account: account.id), due: .after(.zero))
    try await sara.schedule(Rename(account: account.id), due: .after(.seconds(60)))
    var agenda = crm.agenda()
    agenda.handle(Rename.self) { work, _, crm in try await crm.update(work.account) { $0.name += "er" } }
    let now = crm.environment.clock()
    var run = try await agenda.runDue(until: now.advanced(by: .seconds(1)))
    #expect(run.done == 1)
    try await crm.take(role.id, from: company.sara.id.identifier)
    run = try await agenda.runDue(until: now.advanced(by: .seconds(3600)))
    #expect(run.done == 0)
    #expect(run.failures.count >= 1)
    #expect(try await crm.get(account.id).name == "Older")
  }
}
