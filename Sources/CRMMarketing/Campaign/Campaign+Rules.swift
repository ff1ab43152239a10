import CRMContacts
public import CRMCore

extension Campaign {
  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if let plannedStart, let plannedEnd, plannedEnd < plannedStart {
      problems.append(FieldProblem("plannedEnd", "\(plannedEnd) lies before plannedStart, \(plannedStart)"))
    }
    if let actualStart, let actualEnd, actualEnd < actualStart {
      problems.append(FieldProblem("actualEnd", "\(actualEnd) lies before actualStart, \(actualStart)"))
    }
    for (name, money) in [("budget", budget), ("expectedRevenue", expectedRevenue)] {
      if let money, money.minorUnits < 0 { problems.append(FieldProblem(name, "is less than nothing")) }
    }
    if let expectedResponse, expectedResponse < .zero || expectedResponse > 100 {
      problems.append(FieldProblem("expectedResponse", "must be from 0 to 100"))
    }
    problems += FieldProblem.statusReason(statusReason?.rawValue, beside: state, belongingTo: statusReason?.state)
    return problems
  }

  /// What is wrong with the record as the next version of another: an inactive one takes another owner, and is made active, no more.
  public func problems(replacing old: Campaign) -> [FieldProblem] {
    guard old.state == .inactive else { return [] }
    var allowed = old
    (allowed.owner, allowed.state) = (owner, state)
    if state == .active { allowed.statusReason = statusReason }
    return hasSameContent(as: allowed)
      ? [] : [FieldProblem("state", "is inactive; make the campaign active before you change it")]
  }

  /// Lets its mailings rest, go on, or be called off.
  public static func follow(
    _ before: Campaign?, _ after: Campaign?, in transaction: borrowing StoreTransaction
  ) async throws {
    guard let before, let after else { return }
    let isSuspensionNew = (before.statusReason == .suspended) != (after.statusReason == .suspended)
    let isEndNew = !before.isOver && after.isOver
    guard isSuspensionNew || isEndNew else { return }
    let underWay: Filter<Mailing> = \.campaign == after.id && \.state ~= .isIn([.scheduled, .sending])
    for mailing in try await transaction.fetch(where: underWay) {
      if isEndNew {
        try await transaction.update(mailing.id) { $0.state = .canceled }
      } else {
        try await transaction.keepOnAgenda(mailing)
      }
    }
  }

  /// Whether nothing is to be done for it any more.
  var isOver: Bool { state == .inactive || statusReason == .canceled }
}

extension StoreTransaction {
  /// Refuses what belongs to a campaign that is inactive.
  func requireActive(_ id: Campaign.ID?) async throws {
    guard let id, let campaign = try await find(id) else { return }
    if campaign.state == .inactive { throw MarketingError.isClosed(id.key) }
  }
}
