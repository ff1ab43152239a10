public import CRMContacts
public import CRMCore

/// Who does the work of an activity for which member of its campaign.
public protocol DistributionPolicy: Sendable {
  /// Chooses somebody for each of some members.
  ///
  /// - Parameters:
  ///   - members: The members, in the order in which they joined the campaign.
  ///   - activity: The activity.
  ///   - count: How many members of the activity were given to somebody before.
  ///   - snapshot: The view, without the limits of the one who acts.
  /// - Returns: As many as there are members; nil for who is left to the activity's owner.
  func assignees(
    for members: [AnyRecord], of activity: CampaignActivity, after count: Int, in snapshot: borrowing Snapshot
  ) async throws -> [User.ID?]
}

/// Each member is its owner's.
public struct OwnerDistribution: DistributionPolicy {
  /// Gives each member to its owner.
  public init() {}

  /// The owners of the members, as far as they are active.
  public func assignees(
    for members: [AnyRecord], of activity: CampaignActivity, after count: Int, in snapshot: borrowing Snapshot
  ) async throws -> [User.ID?] {
    let owners = try members.map { member in
      try member.type.field(named: "owner") == nil ? nil : member.value(of: "owner").reference.map { User.ID($0) }
    }
    let active = Set(
      try await snapshot.fetch(User.self, where: \.id ~= .isIn(Array(Set(owners.compactMap(\.self)))))
        .filter(\.isActive).map(\.id))
    return owners.map { owner in owner.flatMap { active.contains($0) ? $0 : nil } }
  }
}

/// The active people of a team in turn.
public struct TurnDistribution: DistributionPolicy {
  /// The team.
  public let team: Team.ID

  /// Gives members to the people of a team in turn.
  public init(_ team: Team.ID) { self.team = team }

  /// One after the other, beginning behind the one whose turn it was last.
  public func assignees(
    for members: [AnyRecord], of activity: CampaignActivity, after count: Int, in snapshot: borrowing Snapshot
  ) async throws -> [User.ID?] {
    let people = try await snapshot.activePeople(of: team)
    return members.indices.map { people.isEmpty ? nil : people[(count + $0) % people.count] }
  }
}

/// The active people of a team, the one with the fewest open to-dos first.
public struct LoadDistribution: DistributionPolicy {
  /// The team.
  public let team: Team.ID

  /// Gives members to the people of a team by how much they have to do.
  public init(_ team: Team.ID) { self.team = team }

  /// Each to the one who has the least to do, with what they were just given.
  public func assignees(
    for members: [AnyRecord], of activity: CampaignActivity, after count: Int, in snapshot: borrowing Snapshot
  ) async throws -> [User.ID?] {
    let people = try await snapshot.activePeople(of: team)
    let open: Filter<ToDo> = \.state == .open && \.owner ~= .isIn(people)
    var loads = Dictionary(uniqueKeysWithValues: people.map { ($0, 0) })
    for row in try await snapshot.aggregate(ToDo.self, where: open, by: [Grouping("owner")], .count) {
      if let owner = row.group[0].reference { loads[User.ID(owner)] = row.values[0].count }
    }
    return members.map { _ in
      guard let next = people.min(by: { (loads[$0] ?? 0, $0) < (loads[$1] ?? 0, $1) }) else { return nil }
      loads[next, default: 0] += 1
      return next
    }
  }
}

extension Snapshot {
  /// The people of a team who still work with the CRM, always in the same order.
  fileprivate func activePeople(of team: Team.ID) async throws -> [User.ID] {
    let people = FilterExpression.any("teams", .compare(.element, .equal, team.anyValue))
    return try await fetch(User.self, where: Filter(people)).filter(\.isActive).map(\.id)
  }
}

extension AnyValue {
  /// The record referred to; nil for what is no reference.
  fileprivate var reference: Identifier? { if case .reference(let id) = self { id } else { nil } }
}
