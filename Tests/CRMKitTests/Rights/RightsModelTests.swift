import CRMKit
import Testing

/// Rights by roles against the same rules in plain code.
@Suite("Rights as a plain model has them")
struct RightsModelTests {
  @Test("Everybody sees and may change what their roles, their place and their shares allow", arguments: 1...12)
  func model(_ seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    let crm = try await CRM(store: .memory, environment: .replayable(seed: seed))
    var world = try await World(crm, &random)
    for _ in 0..<6 {
      try await world.compare()
      try await world.change(&random)
    }
    try await world.compare()
  }
}

/// A company at random, and the rules in plain code.
private struct World {
  let crm: CRM
  var units: [BusinessUnit] = []
  var teams: [Team] = []
  var users: [User] = []
  var accounts: [Account] = []
  var roles: [Role] = []
  /// The positions of the roles that each user holds, by the user's position.
  var held: [Int: Set<Int>] = [:]
  var shares: [RecordShare] = []
  /// What they were asked through from the beginning on, so that what is known of rights is asked again.
  var acting: [CRM] = []

  init(_ crm: CRM, _ random: inout SplitMix64) async throws {
    self.crm = crm
    for number in 0..<5 {
      let parent = units.randomElement(using: &random)?.id
      units.append(
        try await crm.insert(
          crm.record(BusinessUnit.self) {
            $0.name = "unit \(number)"
            $0.parent = number == 0 ? nil : parent
          }))
    }
    for number in 0..<3 { teams.append(try await crm.insert(crm.record(Team.self) { $0.name = "team \(number)" })) }
    for number in 0..<7 {
      let (unit, manager) = (units.randomElement(using: &random)?.id, users.randomElement(using: &random)?.id)
      let teams = teams.filter { _ in Bool.random(using: &random) }.map(\.id)
      users.append(
        try await crm.insert(
          crm.record(User.self) {
            $0.name = "user \(number)"
            ($0.businessUnit, $0.manager, $0.teams) = (unit, manager, teams)
          }))
    }
    for number in 0..<20 {
      let owner = Int.random(in: 0...3, using: &random) == 0 ? nil : users.randomElement(using: &random)?.id
      accounts.append(
        try await crm.insert(
          crm.record(Account.self) {
            $0.name = "account \(number)"
            ($0.owner, $0.employees) = (owner, number % 4)
          }))
    }
    for number in 0..<4 {
      var role = Role(id: crm.newID())
      role.name = "role \(number)"
      for operation in [Rights.Operation.read, .update, .delete] where Bool.random(using: &random) {
        let scope = OwnershipScope.allCases.randomElement(using: &random) ?? .own
        let limit = Int.random(in: 0...4, using: &random)
        role.allow(Account.self, [operation], within: scope, where: limit == 4 ? nil : \.employees == limit)
      }
      roles.append(try await crm.insert(role))
    }
    for number in users.indices { try await give(Int.random(in: 0..<roles.count, using: &random), to: number) }
    acting = users.map { crm.acting(as: $0.id) }
  }

  private mutating func give(_ role: Int, to user: Int) async throws {
    held[user, default: []].insert(role)
    try await crm.give(roles[role].id, to: users[user].id.identifier)
  }

  /// Changes something that decides over rights.
  mutating func change(_ random: inout SplitMix64) async throws {
    let user = Int.random(in: 0..<users.count, using: &random)
    switch Int.random(in: 0..<6, using: &random) {
    case 0: try await give(Int.random(in: 0..<roles.count, using: &random), to: user)
    case 1:
      // The last one is left to them: without a role other rules hold.
      guard let roles = held[user], roles.count > 1, let role = roles.sorted().randomElement(using: &random) else {
        return
      }
      held[user]?.remove(role)
      try await crm.take(self.roles[role].id, from: users[user].id.identifier)
    case 2:
      let unit = units.randomElement(using: &random)?.id
      users[user] = try await crm.update(users[user].id) { $0.businessUnit = unit }
    case 3:
      let teams = teams.filter { _ in Bool.random(using: &random) }.map(\.id)
      users[user] = try await crm.update(users[user].id) { $0.teams = teams }
    case 4:
      let account = accounts.randomElement(using: &random)
      let grantee =
        Bool.random(using: &random) ? users[user].id.identifier : teams.randomElement(using: &random)?.id.identifier
      guard let account, let grantee else { return }
      let share = try await crm.share(account.id, with: grantee, allowing: [.update])
      shares.removeAll { $0.id == share.id }
      shares.append(share)
    default:
      let account = Int.random(in: 0..<accounts.count, using: &random)
      let owner = users[user].id
      accounts[account] = try await crm.update(accounts[account].id) { $0.owner = owner }
    }
  }

  func compare() async throws {
    for (number, user) in users.enumerated() {
      let visible = try await Set(acting[number].fetch(Account.self).map(\.id))
      #expect(visible == Set(accounts.filter { may(number, .read, $0) }.map(\.id)), "\(user.name)")
      for account in accounts {
        let answers = try await acting[number].reading { context in
          try await (context.allows(.update, account.id.key), context.allows(.delete, account.id.key))
        }
        let isVisible = may(number, .read, account)
        #expect(answers.0 == (isVisible && may(number, .update, account)), "\(user.name) changes \(account.name)")
        #expect(answers.1 == (isVisible && may(number, .delete, account)), "\(user.name) deletes \(account.name)")
      }
    }
  }

  private func may(_ user: Int, _ operation: Rights.Operation, _ account: Account) -> Bool {
    let me = users[user]
    let grantees = [me.id.description] + me.teams.map(\.description)
    if shares.contains(where: { share in
      share.record == account.id.description && grantees.contains(share.grantee) && share.operations.contains(operation)
    }) {
      return true
    }
    return (held[user] ?? []).flatMap { roles[$0].permissions }.contains { permission in
      guard permission.operation == operation else { return false }
      if let condition = permission.condition, condition != "employees == \(account.employees ?? -1)" { return false }
      return reaches(permission.scope, from: me, to: account.owner)
    }
  }

  private func reaches(_ scope: OwnershipScope, from me: User, to owner: User.ID?) -> Bool {
    if scope == .all { return true }
    guard let owner = users.first(where: { $0.id == owner }) else { return false }
    if owner.id == me.id { return true }
    switch scope {
    case .own, .all: return false
    case .team: return !Set(owner.teams).isDisjoint(with: me.teams)
    case .reports:
      var next = owner.manager
      while let manager = users.first(where: { $0.id == next }) {
        if manager.id == me.id { return true }
        next = manager.manager
      }
      return false
    case .unit:
      var next = owner.businessUnit
      while let unit = units.first(where: { $0.id == next }) {
        if unit.id == me.businessUnit { return true }
        next = unit.parent
      }
      return false
    }
  }
}
