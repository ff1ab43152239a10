public import CRMCore

/// How far cases are counted: one row of the module's own, which every number comes from.
///
/// It only grows and is never deleted, so that no number is given twice, whatever becomes of the cases and whoever sees them.
public struct CaseSequence: GuardedRecord, ConsequentRecord {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "caseSequence"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The last count that was used.
  public var last: Int64 = 0
  /// Always true, and unique: there is one such row.
  public var isOnly = true

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<CaseSequence>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<CaseSequence> { f in
    f("last", \.last)
    f("isOnly", \.isOnly, .unique)
    f.withoutHistory()
  }

  /// The highest count.
  static let greatest: Int64 = 999_999_999_999_999

  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] {
    (isOnly ? [] : [FieldProblem("isOnly", "must be true")])
      + (last <= Self.greatest ? [] : [FieldProblem("last", "has more than fifteen digits; number cases another way")])
  }

  /// What is wrong with the record as the next version of another: that it counts back.
  public func problems(replacing old: CaseSequence) -> [FieldProblem] {
    last < old.last ? [FieldProblem("last", "was \(old.last) and only grows")] : []
  }

  /// Keeps what was there.
  public static func follow(
    _ before: CaseSequence?, _ after: CaseSequence?, in transaction: borrowing StoreTransaction
  ) async throws {
    if let before, after == nil { throw ServiceError.sequenceStays(before.key) }
  }
}

/// For transactions that no rights limit.
extension StoreTransaction {
  /// The next number, which is used from now on.
  func nextCaseNumber() async throws -> String {
    let policy = environment.service.number
    var count = max(try await first(CaseSequence.self)?.last ?? 0, max(policy.first, 1) - 1)
    var number: String
    repeat {
      count += 1
      number = policy.number(count)
      // A number in a form of earlier days may stand in the way, which the policy does not know for one of its own.
    } while try await exists(Case.self, where: \.number == number)
    try await countCases(upTo: count)
    return number
  }

  /// Notes that a number is used, as by a case that came from elsewhere.
  func noteNumber(_ number: String) async throws {
    guard let count = environment.service.number.count(of: number), count <= CaseSequence.greatest else { return }
    try await countCases(upTo: count)
  }

  private func countCases(upTo count: Int64) async throws {
    guard var sequence = try await first(CaseSequence.self) else {
      var sequence = CaseSequence(id: newID())
      sequence.last = count
      try await insert(sequence)
      return
    }
    guard sequence.last < count else { return }
    sequence.last = count
    try await update(sequence)
  }
}
