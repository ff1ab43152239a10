public import CRMCore

/// The organization as users, teams and business units describe it.
///
/// Users who are not active any more are not of it.
public struct CompanyChart: OrganizationChart {
  /// Reads what is there.
  public init() {}

  /// Users, teams and business units.
  public var sources: [any Record.Type] { [User.self, Team.self, BusinessUnit.self] }

  /// Where a user stands; nil for who is none, and for who is not active.
  ///
  /// - Complexity: O(*r* + *u*) in the number of those who report to the user and of the units below theirs.
  public func place(of actor: Identifier, in view: borrowing Snapshot) async throws -> OrganizationPlace? {
    guard let user = try await view.find(User.ID(actor)), user.isActive else { return nil }
    let teams = user.teams.map { AnyValue.reference($0.identifier) }
    let units = try await units(below: user.businessUnit, in: view)
    return OrganizationPlace(
      of: actor, reports: try await reports(to: user.id, in: view), teams: user.teams.map(\.identifier),
      isTeammate: teams.isEmpty ? .constant(false) : .any("teams", .isIn(.element, teams)),
      isOfUnit: units.isEmpty ? .constant(false) : .isIn("businessUnit", units.map { .reference($0.identifier) }))
  }

  /// Nobody changes their own place: their manager, unit and teams, and whether they are active.
  public func allows(_ change: RecordChange, by actor: Identifier?) throws -> Bool {
    guard let before = change.before, let after = change.after, before.type == User.recordType, before.id == actor
    else { return true }
    return try ["manager", "businessUnit", "teams", "isActive"].allSatisfy { field in
      try before.value(of: field) == after.value(of: field)
    }
  }

  private func reports(to user: User.ID, in view: borrowing Snapshot) async throws -> [Identifier] {
    var found: Set<User.ID> = [user]
    var level = [user]
    while !level.isEmpty {
      level = try await view.fetch(User.self, where: \.manager ~= .isIn(level)).map(\.id)
        .filter { found.insert($0).inserted }
    }
    found.remove(user)
    return found.map(\.identifier).sorted()
  }

  private func units(below unit: BusinessUnit.ID?, in view: borrowing Snapshot) async throws -> [BusinessUnit.ID] {
    guard let unit else { return [] }
    var found: Set<BusinessUnit.ID> = [unit]
    var level = [unit]
    while !level.isEmpty {
      level = try await view.fetch(BusinessUnit.self, where: \.parent ~= .isIn(level)).map(\.id)
        .filter { found.insert($0).inserted }
    }
    return found.sorted()
  }
}

extension RolePolicy {
  /// Rights by the roles of CRMKit's users.
  ///
  /// Who holds no role works on their own records: see `Rights.ownRecords(of:in:)`.
  ///
  /// - Parameter notesRefusals: Whether what is refused is noted, as `AccessRefusal` records.
  public static func company(notesRefusals: Bool = false) -> RolePolicy {
    RolePolicy(CompanyChart(), notesRefusals: notesRefusals) { .ownRecords(of: User.ID($0), in: $1) }
  }
}
