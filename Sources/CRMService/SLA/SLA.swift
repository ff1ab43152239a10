public import CRMCore

/// A service level: for which cases it is, in which hours its clocks run, and when they stand still.
///
/// What it promises is in its ``SLAItem`` records. It is written as an ``SLADefinition``. A change of it reaches the cases under way by the agenda,
/// in a runner that `AgendaRunner.handleService` was called on, and each case with its own next change.
public struct SLA: ConsequentRecord {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "sla"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The name, unique.
  public var name = ""
  /// Whether cases go by it.
  public var state = State.draft
  /// The place among the service levels, the first before the others: a case goes by the first whose condition it meets.
  public var position = 1
  /// The cases that it is for, as a filter over cases; nil for all.
  public var appliesWhen: String?
  /// The cases whose clocks stand still, as a filter over cases; nil for ``ServicePolicies/isOnHold``.
  public var pausesWhen: String?
  /// The hours in which the clocks run, as JSON of `BusinessHours`.
  public var businessHours = ""

  /// Whether a service level is in use.
  public enum State: String, ClosedEnumeration {
    case draft
    case active
  }

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<SLA>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<SLA> { f in
    f("name", \.name, .required, .unique, .indexed, .searchable)
    f("state", \.state)
    f("position", \.position)
    f("appliesWhen", \.appliesWhen)
    f("pausesWhen", \.pausesWhen)
    f("businessHours", \.businessHours, .required)
  }

  /// The hours in which the clocks run.
  ///
  /// - Throws: ``ServiceError/unreadableHours(_:reason:)``.
  public var hours: BusinessHours {
    get throws {
      do { return try JSONText.decode(from: businessHours) } catch {
        throw ServiceError.unreadableHours(key, reason: "\(error)")
      }
    }
  }

  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] {
    guard let hours = try? hours else { return [FieldProblem("businessHours", "are no business hours in JSON")] }
    return hours.weekly.isEmpty ? [FieldProblem("businessHours", "have no shift in any week; add one")] : []
  }

  /// Refuses conditions that are none on cases, and lets the cases under way know of a change.
  public static func follow(_ before: SLA?, _ after: SLA?, in transaction: borrowing StoreTransaction) async throws {
    try await transaction.checkCondition(after?.appliesWhen)
    try await transaction.checkCondition(after?.pausesWhen)
    try await transaction.reviewCases()
  }
}
