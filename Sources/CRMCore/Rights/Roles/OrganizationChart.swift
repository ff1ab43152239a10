/// Tells where somebody stands in the organization: who reports to them, with whom they are in a team or a unit.
///
/// `CompanyChart` reads it from CRMKit's users, teams and business units; an application with users of its own brings another.
public protocol OrganizationChart: Sendable {
  /// The types of the records that it is read from.
  var sources: [any Record.Type] { get }

  /// Where an actor stands; nil for who is not, or no longer, of the organization, and may do nothing.
  ///
  /// - Parameters:
  ///   - actor: Who it is.
  ///   - view: The store, whole.
  /// - Throws: What the view throws.
  func place(of actor: Identifier, in view: borrowing Snapshot) async throws -> OrganizationPlace?

  /// Whether an actor who has the right to change one of the records that the chart is read from may change it so.
  func allows(_ change: RecordChange, by actor: Identifier?) throws -> Bool
}

/// Where somebody stands in the organization.
public struct OrganizationPlace: Sendable {
  /// Who it is.
  public let actor: Identifier
  /// Those who report to them, directly or through others.
  public let reports: [Identifier]
  /// The teams that they are in, with which records can be shared.
  public let teams: [Identifier]
  /// The condition on users' records under which they are in one of those teams.
  public let isTeammate: FilterExpression
  /// The condition on users' records under which they are of the same business unit, or of one below.
  public let isOfUnit: FilterExpression

  /// Says where somebody stands.
  public init(
    of actor: Identifier, reports: [Identifier] = [], teams: [Identifier] = [],
    isTeammate: FilterExpression = .constant(false), isOfUnit: FilterExpression = .constant(false)
  ) {
    self.actor = actor
    self.reports = reports
    self.teams = teams
    self.isTeammate = isTeammate
    self.isOfUnit = isOfUnit
  }
}

extension OrganizationPlace {
  /// The condition under which records of a type are of somebody within a scope.
  func condition(_ scope: OwnershipScope, on type: RecordType) -> FilterExpression {
    let owner: FieldPath? =
      if type.entity == RecordType.actorEntity { nil } else { type.ownerSlot == nil ? "createdBy" : "owner" }
    let own: FilterExpression = .compare(owner ?? "id", .equal, .reference(actor))
    return switch scope {
    case .own: own
    case .reports: .isIn(owner ?? "id", ([actor] + reports).map { .reference($0) })
    case .team: own || isTeammate.behind(owner)
    case .unit: own || isOfUnit.behind(owner)
    case .all: .constant(true)
    }
  }
}

extension FilterExpression {
  /// The condition on the record that a reference leads to, as one on the record with the reference.
  fileprivate func behind(_ reference: FieldPath?) -> FilterExpression {
    guard let reference else { return self }
    return switch self {
    case .constant: self
    case .and(let parts): .and(parts.map { $0.behind(reference) })
    case .or(let parts): .or(parts.map { $0.behind(reference) })
    case .not(let part): .not(part.behind(reference))
    case .compare(let path, let comparison, let value): .compare(reference.appending(path), comparison, value)
    case .isIn(let path, let values): .isIn(reference.appending(path), values)
    case .between(let path, let low, let high): .between(reference.appending(path), low, high)
    case .text(let path, let test, let text): .text(reference.appending(path), test, text)
    case .matches(let path, let words): .matches(reference.appending(path), words)
    case .during(let path, let period): .during(reference.appending(path), period)
    case .any(let path, let inner): .any(reference.appending(path), inner)
    case .all(let path, let inner): .all(reference.appending(path), inner)
    }
  }
}
