public import CRMCore

/// The process by which leads are qualified, where an application has no other: it guides, and does not hold up.
///
/// Another is given to ``SalesPolicies/leadProcess`` when the CRM is composed, or defined under the same name while the program runs. It is for
/// the entity `lead` and keeps the stage in its field `stage`. Its ends are named `qualified` and `disqualified`; to each leads a way whose
/// condition is that state, so that a lead gets there by being converted or disqualified. Where such a way is not free, the gates of the stage
/// hold up the conversion.
public enum LeadQualification {
  /// From the first call to the decision: a lead is new, then contacted, then assessed.
  ///
  /// A lead is contacted when it is known how, and assessed when it is known what they are interested in.
  public static let standard = BusinessProcess(
    "leadQualification", of: Lead.entity, keepingStageIn: "stage",
    stages: [
      .init(
        "new", exits: [.init(to: "contacted")] + ends,
        gates: [.condition(isReachable, "enter an e-mail address or a telephone number")]),
      .init(
        "contacted", exits: [.init(to: "assessed")] + ends, gates: [.fields(["interest"])],
        onEntry: [.set(["statusReason": .literal(.text(Lead.StatusReason.contacted.rawValue))])]),
      .init("assessed", exits: ends),
      .init(Lead.State.qualified.rawValue, isEnd: true),
      .init(Lead.State.disqualified.rawValue, isEnd: true),
    ])

  /// The ways to the ends, which are taken by converting and disqualifying a lead.
  public static let ends: [BusinessProcess.Exit] = [Lead.State.qualified, .disqualified].map { state in
    .init(to: state.rawValue, when: .compare("state", .equal, .text(state.rawValue)), isFree: true)
  }

  private static let isReachable: FilterExpression =
    .compare("email", .notEqual, .null) || .compare("phone", .notEqual, .null)
}
