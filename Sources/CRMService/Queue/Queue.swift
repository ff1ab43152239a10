public import CRMContacts
public import CRMCore

/// Where cases wait for somebody to pick them.
public struct Queue: ConsequentRecord {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "queue"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The name, unique.
  public var name = ""
  /// What is done here.
  public var description: String?
  /// Who may pick cases from it, and is told what becomes urgent in it.
  public var members: [User.ID] = []
  /// The cases that come here by themselves, as a filter over cases; nil for none.
  public var acceptsWhen: String?
  /// The place among the queues when a case is routed, the first before the others.
  public var position = 1
  /// Whether it is in use.
  public var state = ActiveState.active

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<Queue>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<Queue> { f in
    f("name", \.name, .required, .unique, .indexed, .searchable, .collated(.persian))
    f("description", \.description)
    f("members", \.members, onDelete: .nullify)
    f("acceptsWhen", \.acceptsWhen)
    f("position", \.position)
    f("state", \.state)
  }

  /// Refuses a condition that is none on cases.
  public static func follow(
    _ before: Queue?, _ after: Queue?, in transaction: borrowing StoreTransaction
  ) async throws {
    if before?.acceptsWhen != after?.acceptsWhen { try await transaction.checkCondition(after?.acceptsWhen) }
  }
}
