public import CRMCore

/// Something that one of the users is to do: a task activity.
///
/// Once it is completed or canceled it is read-only, until it is reopened.
public struct ToDo: RegardingRecord, GuardedRecord, ConsequentRecord {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "toDo"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// What is to be done.
  public var title = ""
  /// What else there is to say.
  public var notes: String?
  /// Whether it is still to be done.
  public var state = State.open
  /// What an open state means in detail.
  public var statusReason: StatusReason? = .notStarted
  /// How much it matters.
  public var priority = Priority.normal
  /// The day on which it is to be done, when no time is set.
  public var dueOn: CalendarDate?
  /// When it is to be done.
  public var dueAt: Instant?
  /// When the owner is reminded of it.
  public var remindAt: Instant?
  /// When it was completed or canceled.
  public var closedAt: Instant?
  /// Who is to do it.
  public var owner: User.ID?
  /// The entity of the record that it is about.
  public var subject: String?
  /// The identifier of the record that it is about.
  public var record: String?
  /// The identifier under which another system knows it, unique.
  public var externalID: String?
  /// The values of custom fields.
  public var custom = CustomValues()

  /// Whether something is still to be done.
  public enum State: String, ClosedEnumeration {
    case open
    case completed
    case canceled
  }

  /// What an open state means in detail.
  ///
  /// An application adds its own.
  public struct StatusReason: OpenEnumeration {
    /// The name.
    public let rawValue: String

    /// Accepts any name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Nobody has begun.
    public static let notStarted = StatusReason(rawValue: "notStarted")
    /// Somebody is at it.
    public static let inProgress = StatusReason(rawValue: "inProgress")
    /// Somebody else is to do something first.
    public static let waiting = StatusReason(rawValue: "waiting")
    /// It was put off.
    public static let deferred = StatusReason(rawValue: "deferred")

    /// The names that are offered to people, in order.
    public static let known = [notStarted, inProgress, waiting, deferred]
  }

  /// How much something matters.
  public enum Priority: String, ClosedEnumeration {
    case low
    case normal
    case high
  }

  /// When it shows in a timeline: when it was closed, or written down.
  public var shownAt: Instant { state == .open ? stamp.createdAt : closedAt ?? stamp.updatedAt }

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<ToDo>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<ToDo> { f in
    f("title", \.title, .required, .searchable)
    f("notes", \.notes)
    f("state", \.state, .indexed)
    f("statusReason", \.statusReason)
    f("priority", \.priority)
    f("dueOn", \.dueOn, .indexed)
    f("dueAt", \.dueAt, .indexed)
    f("remindAt", \.remindAt)
    f("closedAt", \.closedAt)
    f("owner", \.owner, onDelete: .restrict)
    f("subject", \.subject)
    f("record", \.record, .indexed)
    f("externalID", \.externalID, .unique)
    f.derived("shownAt", \.shownAt)
    f.custom(\.custom)
  }

  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if dueOn != nil && dueAt != nil {
      problems.append(FieldProblem("dueOn", "is set beside dueAt; a to-do is due on a day or at a time"))
    }
    if state == .open && closedAt != nil {
      problems.append(FieldProblem("closedAt", "is set although the to-do is open"))
    }
    if state != .open && statusReason != nil {
      problems.append(FieldProblem("statusReason", "belongs to an open to-do, and this one is \(state.rawValue)"))
    }
    return problems
  }

  /// What is wrong with the record as the next version of another.
  public func problems(replacing old: ToDo) -> [FieldProblem] {
    guard old.state != .open else { return [] }
    // What is done goes with the rest to another owner.
    var kept = old
    kept.owner = owner
    if hasSameContent(as: kept) { return [] }
    var reopened = kept
    (reopened.state, reopened.statusReason, reopened.closedAt) = (.open, statusReason, nil)
    return hasSameContent(as: reopened)
      ? [] : [FieldProblem("state", "is \(old.state.rawValue); reopen the to-do before you change it")]
  }

  /// Puts the reminder on the agenda, moves it, or takes it away.
  public static func follow(
    _ before: ToDo?, _ after: ToDo?, in transaction: borrowing StoreTransaction
  ) async throws {
    let (old, new) = (before?.pendingReminder, after?.pendingReminder)
    guard old != new, let id = (after ?? before)?.id else { return }
    if let new {
      try await transaction.schedule(ToDoReminder(toDo: id), due: .at(new), named: id.description, regarding: id.key)
    } else {
      try await transaction.cancel(ToDoReminder.self, named: id.description)
    }
  }

  /// When the owner is to be reminded; nil when nobody is.
  private var pendingReminder: Instant? { state == .open && owner != nil ? remindAt : nil }
}

/// When a to-do is due.
@nonexhaustive
public enum ToDoDue: Hashable, Sendable {
  /// On a day, whatever the time.
  case on(CalendarDate)
  /// At a time.
  case at(Instant)
}
