public import CRMCore

/// What a service level promises: a time for the first response or the resolution of some cases.
public struct SLAItem: ConsequentRecord {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "slaItem"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The service level.
  public var sla: SLA.ID?
  /// What it promises a time for.
  public var measure = SLAMeasure.resolution
  /// The place among the items of the service level; of those for one measure the first counts whose condition the case meets.
  public var position = 1
  /// The cases that it is for, as a filter over cases; nil for all of the service level.
  public var appliesWhen: String?
  /// When it is met, as a filter over cases; nil for what the measure says.
  public var succeedsWhen: String?
  /// After how much business time it comes near; nil to be told of nothing before it is missed.
  public var warnAfter: Duration?
  /// After how much business time it is missed.
  public var failAfter = Duration.zero
  /// Whether the service level still has it; one that it no longer has is kept for the cases that went by it.
  public var isInUse = true

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<SLAItem>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<SLAItem> { f in
    f("sla", \.sla, .required, onDelete: .cascade)
    f("measure", \.measure, .required)
    f("position", \.position)
    f("appliesWhen", \.appliesWhen)
    f("succeedsWhen", \.succeedsWhen)
    f("warnAfter", \.warnAfter)
    f("failAfter", \.failAfter)
    f("isInUse", \.isInUse)
  }

  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if failAfter <= .zero { problems.append(FieldProblem("failAfter", "must be more than nothing")) }
    if let warnAfter, warnAfter < .zero || warnAfter >= failAfter {
      problems.append(FieldProblem("warnAfter", "must be less than failAfter"))
    }
    if succeedsWhen == nil && measure.succeedsWhen == nil {
      problems.append(FieldProblem("succeedsWhen", "is required, since nothing is known of “\(measure.rawValue)”"))
    }
    return problems
  }

  /// Refuses conditions that are none on cases, and lets the cases under way know of a change.
  public static func follow(
    _ before: SLAItem?, _ after: SLAItem?, in transaction: borrowing StoreTransaction
  ) async throws {
    try await transaction.checkCondition(after?.appliesWhen)
    try await transaction.checkCondition(after?.succeedsWhen)
    try await transaction.reviewCases()
  }
}
