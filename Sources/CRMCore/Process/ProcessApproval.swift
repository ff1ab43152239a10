/// The answer that somebody with a role owes before a record leaves a stage.
public struct ProcessApproval: Record {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "processApproval"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The way through the process that it is part of.
  public var instance: ProcessInstance.ID?
  /// The stay in the stage that it belongs to.
  public var visit: StageVisit.ID?
  /// The name of the stage.
  public var stage = ""
  /// What is to be approved.
  public var name = ""
  /// The role whose holders may decide.
  public var role = ""
  /// Somebody to whom a holder of the role has given the decision, besides those who hold it.
  public var delegate: String?
  /// The answer.
  public var state = State.asked
  /// Until when it may be given.
  public var dueAt: Instant?
  /// Who gave it; nil for nobody, or the program itself.
  public var decidedBy: String?
  /// When it was given.
  public var decidedAt: Instant?
  /// What was said with it.
  public var comment: String?

  /// An answer, or that there is none.
  public enum State: String, ClosedEnumeration {
    case asked
    case approved
    case rejected
    /// Nobody answered in time.
    case expired
    /// The record has left the stage since.
    case obsolete
  }

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<ProcessApproval>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<ProcessApproval> { f in
    f("instance", \.instance, onDelete: .cascade)
    f("visit", \.visit, onDelete: .cascade)
    f("stage", \.stage, .required)
    f("name", \.name, .required)
    f("role", \.role, .required, .indexed)
    f("delegate", \.delegate, .indexed)
    f("state", \.state)
    f("dueAt", \.dueAt)
    f("decidedBy", \.decidedBy)
    f("decidedAt", \.decidedAt)
    f("comment", \.comment)
  }
}
