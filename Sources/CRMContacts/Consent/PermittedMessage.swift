public import CRMCore

/// To whom a message of the outbox goes and for what purpose, so that it can be taken back when they no longer want it.
///
/// Written by ``ContactsService/send(_:over:to:of:by:for:key:due:regarding:)``, and for leads by CRMSales.
public struct PermittedMessage: ConsequentRecord {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "permittedMessage"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The message, unique.
  public var message: OutboxMessage.ID?
  /// The account or contact for whom it is.
  public var customer = CustomerReference()
  /// The lead for whom it is: a record of the entity `lead`, which CRMSales keeps.
  public var lead: Identifier?
  /// The way that it goes.
  public var channel = ContactChannel.email
  /// What it is for.
  public var purpose = ContactPurpose.marketing

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<PermittedMessage>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<PermittedMessage> { f in
    f("message", \.message, .required, .unique, onDelete: .cascade)
    f.group("customer", \.customer)
    f("lead", \.lead, to: "lead", onDelete: .cascade)
    f("channel", \.channel, .required)
    f("purpose", \.purpose, .required)
    f.withoutHistory()
  }

  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] {
    if lead == nil { return customer.problems("customer") }
    let isAlone = customer == CustomerReference()
    return isAlone ? [] : [FieldProblem("customer", "must be nobody where the message is for a lead")]
  }

  /// Takes a message back that waits for somebody who is deleted.
  public static func follow(
    _ before: PermittedMessage?, _ after: PermittedMessage?, in transaction: borrowing StoreTransaction
  ) async throws {
    guard after == nil, let message = before?.message else { return }
    try await transaction.takeBack(message, because: "whom it was for is deleted")
  }
}

/// What became of a message that was to be sent.
public enum SendingOutcome: Hashable, Sendable {
  /// It is in the outbox.
  case posted(OutboxMessage)
  /// It was not sent.
  case withheld(ContactPermission.Refusal)

  /// The row of the outbox; nil when it was not sent.
  public var message: OutboxMessage? { if case .posted(let message) = self { message } else { nil } }
}
