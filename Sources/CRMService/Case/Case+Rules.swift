import CRMContacts
public import CRMCore

extension Case {
  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if customer.account != nil && customer.contact != nil {
      problems.append(FieldProblem("customer", "must be an account or a contact, and not both"))
    }
    if state != .resolved && resolvedAt != nil {
      problems.append(FieldProblem("resolvedAt", "is set although the case is \(state.rawValue)"))
    }
    if let timeSpent, timeSpent < .zero { problems.append(FieldProblem("timeSpent", "is less than nothing")) }
    problems += FieldProblem.statusReason(statusReason?.rawValue, beside: state, belongingTo: statusReason?.state)
    return problems
  }

  /// What is wrong with the record as the next version of another: a number stays, and a closed case takes another owner, and is reopened, no more.
  public func problems(replacing old: Case) -> [FieldProblem] {
    if old.number != nil && number != old.number {
      return [FieldProblem("number", "was given and stays")]
    }
    guard old.state != .active else { return [] }
    var allowed = old
    allowed.owner = owner
    // What the module keeps by itself, which follows what happened and not what is written.
    (allowed.number, allowed.priority, allowed.stage) = (number, old.priority ?? priority, stage)
    (allowed.onHoldSince, allowed.onHoldTime) = (onHoldSince, onHoldTime)
    allowed.resolvedAt = old.resolvedAt ?? resolvedAt
    if state == .active {
      (allowed.state, allowed.statusReason) = (.active, statusReason)
      (allowed.resolvedAt, allowed.resolution, allowed.timeSpent) = (nil, nil, nil)
    }
    return hasSameContent(as: allowed)
      ? [] : [FieldProblem("state", "is \(old.state.rawValue); reopen the case before you change it")]
  }

  /// Numbers the case, decides what is left open, takes it on its way, lets its clocks run, and notes when it is resolved, by whatever way it
  /// was written.
  public static func follow(_ before: Case?, _ after: Case?, in transaction: borrowing StoreTransaction) async throws {
    guard let after else { return }
    try await transaction.settle(after.id)
    if after.state == .resolved, before?.state != .resolved { try await transaction.noteResolution(of: after.id) }
  }
}
