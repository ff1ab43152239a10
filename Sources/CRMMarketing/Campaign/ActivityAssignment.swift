public import CRMContacts
public import CRMCore

/// That somebody has to do an activity for one member of its campaign: there is one for each activity and member, however often it is distributed.
public struct ActivityAssignment: MemberRecord {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "activityAssignment"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The activity.
  public var activity: CampaignActivity.ID?
  /// The account.
  public var account: Account.ID?
  /// The contact.
  public var contact: Contact.ID?
  /// The lead.
  public var lead: Identifier?
  /// What is to be done, and by whom; nil when it was deleted.
  public var toDo: ToDo.ID?

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<ActivityAssignment>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<ActivityAssignment> { f in
    f("activity", \.activity, .required, onDelete: .cascade)
    f("account", \.account, onDelete: .cascade)
    f("contact", \.contact, onDelete: .cascade)
    f("lead", \.lead, to: "lead", onDelete: .cascade)
    f("toDo", \.toDo, onDelete: .nullify)
    f.unique("activity", "account")
    f.unique("activity", "contact")
    f.unique("activity", "lead")
    f.withoutHistory()
  }

  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] { memberProblems() }
}

/// How far the work of an activity has come.
public struct ActivityProgress: Hashable, Sendable {
  /// How many of its to-dos are open.
  public internal(set) var open = 0
  /// How many were done.
  public internal(set) var completed = 0
  /// How many will not be done.
  public internal(set) var canceled = 0
  /// How many were deleted.
  public internal(set) var deleted = 0
  /// How many members of the campaign nobody was given yet.
  public internal(set) var unassigned = 0

  /// How many were given to somebody.
  public var assigned: Int { open + completed + canceled + deleted }
}
