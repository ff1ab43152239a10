import CRMContacts
public import CRMCore

extension Lead {
  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if name.isEmpty && emails.isEmpty && phones.isEmpty {
      problems.append(
        FieldProblem("familyName", "is required when there is no company, e-mail address or number either"))
    }
    problems += emails.enumerated().compactMap { place, point in
      EmailAddress(point.value).flaw.map { FieldProblem(place == 0 && email != nil ? "email" : "otherEmails", $0) }
    }
    problems += phones.enumerated().compactMap { place, point in
      PhoneNumber(point.value).flaw.map { FieldProblem(place == 0 && phone != nil ? "phone" : "otherPhones", $0) }
    }
    problems += FieldProblem.statusReason(
      statusReason?.rawValue, beside: state, belongingTo: statusReason?.state)
    return problems
  }

  /// What is wrong with the record as the next version of another: a closed one takes another owner, hears what is agreed to and refused, and is
  /// reopened, no more.
  public func problems(replacing old: Lead) -> [FieldProblem] {
    guard old.state != .open else { return [] }
    var allowed = old
    (allowed.owner, allowed.stage) = (owner, stage)
    (allowed.consents, allowed.doNotContact) = (consents, doNotContact)
    if state == .open {
      (allowed.state, allowed.statusReason, allowed.closedAt) = (.open, statusReason, nil)
      (allowed.closeReason, allowed.account, allowed.contact, allowed.opportunity) = (nil, nil, nil, nil)
    }
    return hasSameContent(as: allowed)
      ? [] : [FieldProblem("state", "is \(old.state.rawValue); reopen the lead before you change it")]
  }

  /// Takes the lead on its way through its qualification, and messages back that are no longer wanted, by whatever way it was written.
  public static func follow(_ before: Lead?, _ after: Lead?, in transaction: borrowing StoreTransaction) async throws {
    guard let after else { return }
    if before?.state == .qualified, after.state == .open,
      let conversion = try await transaction.conversion(of: after.id)
    {
      throw SalesError.converted(after.key, conversion.id.key)
    }
    try await transaction.keepOnWay(after)
    if let before, before.consents != after.consents || !before.doNotContact && after.doNotContact {
      try await transaction.withdrawUnpermitted(to: after)
    }
  }
}

extension StoreTransaction {
  /// Takes a lead to the stage that it says it is in, as its process allows.
  func keepOnWay(_ lead: Lead) async throws {
    guard keeps(ProcessInstance.self) else { return }
    let process = environment.sales.leadProcess
    if lead.state == .open { try await defineIfUnknown(process) }
    try await keep(
      lead.key, onWay: process.name, at: lead.stage,
      endingIn: lead.state == .open ? nil : lead.state.rawValue)
  }
}
