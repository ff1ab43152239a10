public import CRMCore

extension Opportunity {
  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if let probability, !(0...100).contains(probability) {
      problems.append(FieldProblem("probability", "must be from 0 to 100"))
    }
    if state == .open && actualCloseDate != nil {
      problems.append(FieldProblem("actualCloseDate", "is set although the opportunity is open"))
    }
    if let engagedOn, let actualCloseDate, actualCloseDate < engagedOn {
      problems.append(FieldProblem("actualCloseDate", "\(actualCloseDate) lies before engagedOn, \(engagedOn)"))
    }
    problems += FieldProblem.statusReason(
      statusReason?.rawValue, beside: state, belongingTo: statusReason?.state)
    return problems
  }

  /// What is wrong with the record as the next version of another: a closed one takes another owner, and is reopened, no more.
  public func problems(replacing old: Opportunity) -> [FieldProblem] {
    guard old.state != .open else { return [] }
    var allowed = old
    allowed.owner = owner
    if state == .open {
      (allowed.state, allowed.statusReason) = (.open, statusReason)
      (allowed.actualValue, allowed.actualCloseDate) = (nil, nil)
      (allowed.closeReason, allowed.competitor) = (nil, nil)
    }
    return hasSameContent(as: allowed)
      ? [] : [FieldProblem("state", "is \(old.state.rawValue); reopen the opportunity before you change it")]
  }

  /// Takes the opportunity on its way through its pipeline, and notes when it is won or lost, by whatever way it was written.
  public static func follow(
    _ before: Opportunity?, _ after: Opportunity?, in transaction: borrowing StoreTransaction
  ) async throws {
    guard let after else { return }
    // What came in closed, as by an import, has no way behind it that anything would be known of.
    if before != nil || after.state == .open {
      let former = before?.pipeline == after.pipeline ? nil : before?.pipeline
      try await transaction.keepOnWay(after, insteadOf: former)
    }
    if after.quote != before?.quote || after.estimatedValue != before?.estimatedValue {
      try await transaction.followQuote(after)
    }
    if let outcome = after.state.outcome, before?.state.outcome == nil {
      try await transaction.note(outcome, of: after)
    }
  }
}

extension StoreTransaction {
  /// Takes an opportunity to the stage that it says it is in, as its pipeline allows.
  func keepOnWay(_ deal: Opportunity, insteadOf former: Pipeline.ID?) async throws {
    guard keeps(ProcessInstance.self), deal.pipeline != nil || former != nil else { return }
    var process: String?
    if let pipeline = deal.pipeline { process = try await find(pipeline)?.process }
    let left: String? = if let former { try await find(former)?.process } else { nil }
    var stage: Stage?
    if let id = deal.stage { stage = try await find(id) }
    if process != nil, let stage, stage.pipeline != deal.pipeline {
      throw SalesError.stageElsewhere(deal.key, stage: stage.key)
    }
    if let process, stage == nil, try await runningWay(of: deal.key, through: process) != nil {
      throw SalesError.noStage(deal.key)
    }
    try await keep(
      deal.key, onWay: process, insteadOf: left, at: stage?.name, endingIn: deal.state.outcome?.rawValue)
  }

  /// Writes down that an opportunity was won or lost.
  fileprivate func note(_ outcome: Opportunity.Outcome, of deal: Opportunity) async throws {
    guard keeps(OpportunityClose.self) else { return }
    var close = OpportunityClose(id: newID())
    close.opportunity = deal.id
    close.outcome = outcome
    close.statusReason = deal.statusReason
    close.reason = deal.closeReason
    close.competitor = deal.competitor
    close.estimatedValue = deal.estimatedValue
    close.actualValue = deal.actualValue
    close.closedOn = deal.actualCloseDate
    close.stage = deal.stage
    try await insert(close)
  }
}
