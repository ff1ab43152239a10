public import CRMContacts
public import CRMCore

/// Something that a customer wants from us: a question, a problem, a request.
///
/// An active one goes through the process of its handling, see ``CaseHandling``, and the clocks of its service level run: see ``SLATarget``. Once
/// it is resolved or canceled it is read-only, until it is reopened.
public struct Case: GuardedRecord, ConsequentRecord {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "case"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The number that people call it by, unique, as ``CaseNumberPolicy`` writes it; nil only until the transaction ends that creates it.
  public var number: String?
  /// What it is about, in a line.
  public var title = ""
  /// What it is about, as it was told.
  public var description: String?
  /// Whose case it is.
  public var customer = CustomerReference()
  /// Who has told us of it.
  public var contact: Contact.ID?
  /// How it came to us.
  public var origin: CaseOrigin?
  /// What kind of thing it is.
  public var type: CaseType?
  /// How much it matters; nil to have it decided by ``ServicePolicies/priority`` before the transaction ends.
  public var priority: Priority?
  /// Whether it is open, and how it ended.
  public var state = State.active
  /// What its state means in detail; belongs to the state.
  public var statusReason: StatusReason? = .inProgress
  /// The product that it is about: a record of the entity `product`, where one is kept.
  public var product: Identifier?
  /// Where it waits for somebody to pick it, or was picked from.
  public var queue: Queue.ID?
  /// Who works on it; nil while it waits in its queue.
  public var owner: User.ID?
  /// The case that it belongs to.
  public var parent: Case.ID?
  /// The name of the stage of its handling, or of the one that it ended in.
  public var stage: String?
  /// The service level that it goes by, which the module keeps as the conditions of ``SLA`` say.
  public var sla: SLA.ID?
  /// When the first response is due, as its ``SLATarget`` says; nil while no clock runs.
  public var responseBy: Instant?
  /// When the resolution is due, as its ``SLATarget`` says; nil while no clock runs.
  public var resolveBy: Instant?
  /// When the customer first heard from somebody who works on it: see ``FirstResponse``.
  public var firstRespondedAt: Instant?
  /// Since when it is on hold, as ``ServicePolicies/isOnHold`` says; nil when it is not.
  public var onHoldSince: Instant?
  /// How long it was on hold before, by day and night, which the module counts.
  public var onHoldTime = Duration.zero
  /// When it was first called for more attention than its owner's: by hand, or since a target was missed.
  public var escalatedAt: Instant?
  /// When it was resolved.
  public var resolvedAt: Instant?
  /// What solved it, or why it was canceled, in words.
  public var resolution: String?
  /// How long was worked on it.
  public var timeSpent: Duration?
  /// The identifier under which another system knows it, unique.
  public var externalID: String?
  /// The values of custom fields.
  public var custom = CustomValues()

  /// Whether it is the turn of somebody else, or nobody's: the reasons for which the clocks stand still unless an application says otherwise.
  public static let isOnHold: Filter<Case> =
    \.statusReason ~= .isIn([StatusReason.onHold, .waitingForDetails])

  /// When the next of its targets is due; nil when none is.
  public var dueAt: Instant? {
    let response = firstRespondedAt == nil ? responseBy : nil
    return [response, resolveBy].compactMap { $0 }.min()
  }

  /// The place of the priority in their order, from 0 for low.
  public var urgency: Int { (priority ?? .normal).rank }

  /// All words of title and description, as they are compared.
  var allWords: [String] { CaseWords.words(of: [title, description]) }

  /// The words by which it is found, each once.
  public var words: [String] { CaseWords.distinct(allWords) }

  /// How many words title and description have.
  public var wordCount: Int { allWords.count }

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<Case>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<Case> { f in
    f("number", \.number, .unique, .indexed)
    f("title", \.title, .required, .searchable)
    f("description", \.description, .personal)
    f.group("customer", \.customer)
    f("contact", \.contact, onDelete: .nullify)
    f("origin", \.origin, .column)
    f("type", \.type, .indexed, .column)
    f("priority", \.priority, .column)
    f("state", \.state, .indexed, .column)
    f("statusReason", \.statusReason)
    f("product", \.product, to: "product", onDelete: .nullify)
    f("queue", \.queue, onDelete: .restrict)
    f("owner", \.owner, .column, onDelete: .restrict)
    f("parent", \.parent, .acyclic, onDelete: .nullify)
    f("stage", \.stage, .indexed)
    f("sla", \.sla, onDelete: .restrict)
    f("responseBy", \.responseBy)
    f("resolveBy", \.resolveBy)
    f("firstRespondedAt", \.firstRespondedAt)
    f("onHoldSince", \.onHoldSince)
    f("onHoldTime", \.onHoldTime)
    f("escalatedAt", \.escalatedAt)
    f("resolvedAt", \.resolvedAt, .indexed)
    f("resolution", \.resolution)
    f("timeSpent", \.timeSpent)
    f("externalID", \.externalID, .unique)
    f.derived("dueAt", \.dueAt, .indexed)
    f.derived("urgency", \.urgency)
    f.derived("words", \.words, .indexed, .personal)
    f.derived("wordCount", \.wordCount, .column)
    f.custom(\.custom)
  }
}
