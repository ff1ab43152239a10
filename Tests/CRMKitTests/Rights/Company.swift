import CRMKit

/// A company with units, teams and roles, in which somebody acts.
struct Company {
  let crm: CRM
  let north: BusinessUnit
  let city: BusinessUnit
  let south: BusinessUnit
  let fairs: Team
  /// In the north; Omid reports to her.
  let mina: User
  /// In the city, which is of the north; in the team for fairs.
  let omid: User
  /// In the south; in the team for fairs.
  let sara: User

  init(rights: any RightsPolicy = RolePolicy.company()) async throws {
    crm = try await CRM(store: .memory, environment: .replayable(seed: 1), rights: rights)
    north = try await crm.insert(crm.record(BusinessUnit.self) { $0.name = "North" })
    city = try await crm.insert(
      crm.record(BusinessUnit.self) { [north] in
        $0.name = "City"
        $0.parent = north.id
      })
    south = try await crm.insert(crm.record(BusinessUnit.self) { $0.name = "South" })
    fairs = try await crm.insert(crm.record(Team.self) { $0.name = "Fairs" })
    mina = try await crm.insert(
      crm.record(User.self) { [north] in
        $0.name = "Mina"
        $0.businessUnit = north.id
      })
    omid = try await crm.insert(
      crm.record(User.self) { [city, fairs, mina] in
        $0.name = "Omid"
        $0.businessUnit = city.id
        $0.teams = [fairs.id]
        $0.manager = mina.id
      })
    sara = try await crm.insert(
      crm.record(User.self) { [south, fairs] in
        $0.name = "Sara"
        $0.businessUnit = south.id
        $0.teams = [fairs.id]
      })
  }

  /// Adds a role and lets somebody hold it.
  @discardableResult
  func role(_ name: String, of user: User? = nil, _ change: (inout Role) -> Void) async throws -> Role {
    let role = try await crm.insert(
      crm.record(Role.self) {
        $0.name = name
        change(&$0)
      })
    if let user { try await crm.give(role.id, to: user.id.identifier) }
    return role
  }

  @discardableResult
  func account(_ name: String, of owner: User?) async throws -> Account {
    try await crm.insert(
      crm.record(Account.self) {
        $0.name = name
        $0.owner = owner?.id
      })
  }
}

extension CRM {
  /// A new record, changed.
  func record<R: Record>(_ type: R.Type, _ change: (inout R) -> Void) -> R {
    var record = R(id: newID())
    change(&record)
    return record
  }
}
