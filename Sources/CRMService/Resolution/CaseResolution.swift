public import CRMCore

/// That a case was resolved, and how: one each time, by whatever way, and never changed.
///
/// What counts is on the case; these are its history, also when it was reopened. Who resolved it stands in the stamp.
public struct CaseResolution: GuardedRecord {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "caseResolution"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The case.
  public var `case`: Case.ID?
  /// What the resolution means in detail.
  public var statusReason: Case.StatusReason?
  /// What solved it, in words.
  public var resolution: String?
  /// How long was worked on it.
  public var timeSpent: Duration?
  /// When it was resolved.
  public var resolvedAt: Instant?
  /// How long that was after it was opened, by day and night.
  public var age: Duration?

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<CaseResolution>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<CaseResolution> { f in
    f("case", \.case, .required, onDelete: .cascade)
    f("statusReason", \.statusReason)
    f("resolution", \.resolution)
    f("timeSpent", \.timeSpent)
    f("resolvedAt", \.resolvedAt, .indexed)
    f("age", \.age)
    f.withoutHistory()
  }

  /// What is wrong with the record as the next version of another: that it is one.
  public func problems(replacing old: CaseResolution) -> [FieldProblem] {
    hasSameContent(as: old)
      ? [] : [FieldProblem("resolution", "was so and stays; reopen the case and resolve it anew")]
  }
}

extension StoreTransaction {
  /// Writes down that a case was resolved.
  func noteResolution(of id: Case.ID) async throws {
    guard keeps(CaseResolution.self) else { return }
    let record = try await get(id)
    var resolution = CaseResolution(id: newID())
    resolution.case = id
    resolution.statusReason = record.statusReason
    resolution.resolution = record.resolution
    resolution.timeSpent = record.timeSpent
    resolution.resolvedAt = record.resolvedAt
    resolution.age = record.resolvedAt.map { max(.zero, record.stamp.createdAt.duration(to: $0)) }
    try await insert(resolution)
  }
}
