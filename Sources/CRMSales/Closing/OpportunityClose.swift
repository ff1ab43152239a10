public import CRMCore

/// That an opportunity was won or lost, and how it stood then: one each time that it was closed, by whatever way, and never changed.
///
/// What counts is on the opportunity; these are its history, also when it was reopened.
public struct OpportunityClose: GuardedRecord {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "opportunityClose"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The opportunity.
  public var opportunity: Opportunity.ID?
  /// How it ended.
  public var outcome = Opportunity.Outcome.won
  /// What that means in detail.
  public var statusReason: Opportunity.StatusReason?
  /// Why, in words.
  public var reason: String?
  /// To whom it was lost.
  public var competitor: Competitor.ID?
  /// What it was expected to bring.
  public var estimatedValue: Money?
  /// What it has brought.
  public var actualValue: Money?
  /// The day on which it was won or lost.
  public var closedOn: CalendarDate?
  /// The stage in which it was.
  public var stage: Stage.ID?

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<OpportunityClose>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<OpportunityClose> { f in
    f("opportunity", \.opportunity, .required, onDelete: .cascade)
    f("outcome", \.outcome)
    f("statusReason", \.statusReason)
    f("reason", \.reason)
    f("competitor", \.competitor, onDelete: .nullify)
    f("estimatedValue", \.estimatedValue)
    f("actualValue", \.actualValue)
    f("closedOn", \.closedOn, .indexed)
    f("stage", \.stage, onDelete: .nullify)
    f.withoutHistory()
  }

  /// What is wrong with the record as the next version of another: that it is one.
  public func problems(replacing old: OpportunityClose) -> [FieldProblem] {
    hasSameContent(as: old)
      ? [] : [FieldProblem("outcome", "was so and stays; reopen the opportunity and close it anew")]
  }
}
