public import CRMCore

/// The process by which cases are handled, where an application has no other: it guides, and does not hold up.
///
/// Another is given to ``ServicePolicies/process`` when the CRM is composed, or defined under the same name while the program runs. It is for the
/// entity `case` and keeps the stage in its field `stage`. Its ends are named `resolved` and `canceled`; to each leads a way whose condition is
/// that state, so that a case gets there by being resolved or canceled. Where such a way is not free, the gates of the stage hold up the
/// resolution.
public enum CaseHandling {
  /// The stages of the Common Data Model: a case is identified, researched, and resolved.
  ///
  /// It is identified when it is known whose it is.
  public static let standard = BusinessProcess(
    "caseHandling", of: Case.entity, keepingStageIn: "stage",
    stages: [
      .init(
        "identify", exits: [.init(to: "research"), .init(to: "resolve")] + ends,
        gates: [.condition(hasCustomer, "say whose case it is")]),
      .init("research", exits: [.init(to: "resolve"), .init(to: "identify", isFree: true)] + ends),
      .init("resolve", exits: [.init(to: "research", isFree: true)] + ends),
      .init(Case.State.resolved.rawValue, isEnd: true),
      .init(Case.State.canceled.rawValue, isEnd: true),
    ])

  /// The ways to the ends, which are taken by resolving and canceling a case.
  public static let ends: [BusinessProcess.Exit] = [Case.State.resolved, .canceled].map { state in
    .init(to: state.rawValue, when: .compare("state", .equal, .text(state.rawValue)), isFree: true)
  }

  private static let hasCustomer: FilterExpression =
    .compare("customer.account", .notEqual, .null) || .compare("customer.contact", .notEqual, .null)
}
