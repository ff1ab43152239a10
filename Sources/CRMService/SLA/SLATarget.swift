public import CRMCore

/// The clock of one promise to one case: how much of its time is used, and when it comes near and is missed.
///
/// Kept by the module, by whatever way the case is written: it stands still while the case is on hold, is met by what happens to the case, opens
/// again with it, and goes by another promise as soon as the case meets the condition of another, without forgetting the time that was used. What
/// it says is as of its last change; the agenda makes a change of each warning and each failure.
public struct SLATarget: ConsequentRecord {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "slaTarget"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The case.
  public var `case`: Case.ID?
  /// What a time is promised for.
  public var measure = SLAMeasure.resolution
  /// The service level that it goes by.
  public var sla: SLA.ID?
  /// The promise that it goes by.
  public var item: SLAItem.ID?
  /// Where it stands.
  public var state = State.inProgress
  /// After how much business time it comes near.
  public var warnAfter: Duration?
  /// After how much business time it is missed.
  public var failAfter = Duration.zero
  /// How much business time was used until ``countedUntil``, or until the clock was stopped.
  public var timeUsed = Duration.zero
  /// Until when the time is counted that was used; nil while the clock does not run.
  public var countedUntil: Instant?
  /// When it comes or came near; nil where nobody is to be told, and while that is not known since the clock stands still.
  public var warnAt: Instant?
  /// When it is or was missed; nil while that is not known since the clock stands still.
  public var failAt: Instant?
  /// When it was met.
  public var metAt: Instant?

  /// Where a target stands.
  public enum State: String, ClosedEnumeration {
    /// Its clock runs.
    case inProgress
    /// Its clock runs, and not much is left.
    case nearingNoncompliance
    /// Its time was used up before it was met.
    case noncompliant
    /// Its clock stands still.
    case paused
    /// It was met in time.
    case succeeded
    /// It is not asked for any more.
    case canceled
  }

  /// When the agenda has to look at it next; nil for never.
  var nextDue: Instant? {
    switch state {
    case .inProgress: warnAt ?? failAt
    case .nearingNoncompliance: failAt
    case .noncompliant, .paused, .succeeded, .canceled: nil
    }
  }

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<SLATarget>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<SLATarget> { f in
    f("case", \.case, .required, onDelete: .cascade)
    f("measure", \.measure, .required, .column)
    f("sla", \.sla, .column, onDelete: .restrict)
    f("item", \.item, onDelete: .restrict)
    f("state", \.state, .indexed, .column)
    f("warnAfter", \.warnAfter)
    f("failAfter", \.failAfter)
    f("timeUsed", \.timeUsed)
    f("countedUntil", \.countedUntil)
    f("warnAt", \.warnAt)
    f("failAt", \.failAt, .indexed)
    f("metAt", \.metAt)
    f.unique("case", "measure")
  }

  /// Puts the next warning or failure on the agenda, moves it, or takes it away.
  public static func follow(
    _ before: SLATarget?, _ after: SLATarget?, in transaction: borrowing StoreTransaction
  ) async throws {
    guard before?.nextDue != after?.nextDue, let target = after ?? before else { return }
    if let due = after?.nextDue {
      try await transaction.schedule(
        SLADeadline(target: target.id), due: .at(due), named: target.id.description, regarding: target.case?.key)
    } else {
      try await transaction.cancel(SLADeadline.self, named: target.id.description)
    }
  }
}
