public import CRMContacts
public import CRMCore

/// Something that is done for a campaign: calls to all members, a letter, an appointment.
///
/// It is distributed to people, each of whom gets a `ToDo` for each of their members: see ``MarketingService/distribute(_:by:limit:)``. One that is
/// closed or canceled is read-only until it is reopened.
public struct CampaignActivity: GuardedRecord, ConsequentRecord {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "campaignActivity"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The campaign.
  public var campaign: Campaign.ID?
  /// What is to be done; the title of its to-dos.
  public var title = ""
  /// How it is to be done.
  public var notes: String?
  /// What kind of work it is.
  public var kind = Kind.task
  /// Whose it is; who does what belongs to nobody.
  public var owner: User.ID?
  /// How much it matters.
  public var priority = ToDo.Priority.normal
  /// The day on which it is to be done.
  public var dueOn: CalendarDate?
  /// What it may cost.
  public var budget: Money?
  /// Whether it is still to be done.
  public var state = State.open
  /// What an open state means in detail.
  public var statusReason: StatusReason? = .proposed
  /// When it was closed or canceled.
  public var closedAt: Instant?
  /// The values of custom fields.
  public var custom = CustomValues()

  /// What kind of work it is.
  ///
  /// An application adds its own.
  public struct Kind: OpenEnumeration {
    /// The name.
    public let rawValue: String

    /// Accepts any name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Anything that is to be done.
    public static let task = Kind(rawValue: "task")
    /// A telephone call.
    public static let call = Kind(rawValue: "call")
    /// A letter.
    public static let letter = Kind(rawValue: "letter")
    /// A mail.
    public static let email = Kind(rawValue: "email")
    /// A text message.
    public static let message = Kind(rawValue: "message")
    /// A fax.
    public static let fax = Kind(rawValue: "fax")
    /// A meeting or visit.
    public static let appointment = Kind(rawValue: "appointment")

    /// The names that are offered to people, in order.
    public static let known = [task, call, letter, email, message, fax, appointment]
  }

  /// Whether something is still to be done.
  public enum State: String, ClosedEnumeration {
    case open
    case closed
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

    /// It is thought about.
    public static let proposed = StatusReason(rawValue: "proposed")
    /// It was given to people, who are at it.
    public static let inProgress = StatusReason(rawValue: "inProgress")
    /// Something else is to be done first.
    public static let pending = StatusReason(rawValue: "pending")
    /// It could not be done.
    public static let systemAborted = StatusReason(rawValue: "systemAborted")
    /// All of it was done.
    public static let completed = StatusReason(rawValue: "completed")

    /// The names that are offered to people, in order.
    public static let known = [proposed, inProgress, pending, systemAborted, completed]

    /// The state that it belongs to; nil where the application decides.
    var state: State? { Self.known.contains(self) ? .open : nil }
  }

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<CampaignActivity>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<CampaignActivity> { f in
    f("campaign", \.campaign, .required, onDelete: .cascade)
    f("title", \.title, .required, .searchable)
    f("notes", \.notes)
    f("kind", \.kind)
    f("owner", \.owner, onDelete: .restrict)
    f("priority", \.priority)
    f("dueOn", \.dueOn, .indexed)
    f("budget", \.budget)
    f("state", \.state)
    f("statusReason", \.statusReason)
    f("closedAt", \.closedAt)
    f.custom(\.custom)
  }

  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] {
    FieldProblem.statusReason(statusReason?.rawValue, beside: state, belongingTo: statusReason?.state)
  }

  /// What is wrong with the record as the next version of another: a closed one takes another owner, and is reopened, no more.
  public func problems(replacing old: CampaignActivity) -> [FieldProblem] {
    guard old.state != .open else { return [] }
    var allowed = old
    allowed.owner = owner
    if state == .open { (allowed.state, allowed.statusReason, allowed.closedAt) = (.open, statusReason, nil) }
    return hasSameContent(as: allowed)
      ? [] : [FieldProblem("state", "is \(old.state.rawValue); reopen the activity before you change it")]
  }

  /// Cancels what is still to be done for an activity that was canceled, and begins none for an inactive campaign.
  public static func follow(
    _ before: CampaignActivity?, _ after: CampaignActivity?, in transaction: borrowing StoreTransaction
  ) async throws {
    if before == nil { try await transaction.requireActive(after?.campaign) }
    guard let after, after.state == .canceled, before?.state != .canceled else { return }
    let open = FilterExpression.compare("activity", .equal, after.id.anyValue) && .compare("toDo.state", .equal, "open")
    for assignment in try await transaction.fetch(ActivityAssignment.self, where: Filter(open)) {
      if let toDo = assignment.toDo { try await transaction.contacts.cancel(toDo) }
    }
  }
}
