/// A message that is to leave, or has left: a row of the outbox.
///
/// Written by ``RecordWriting/post(_:over:to:key:due:regarding:)``, delivered by an ``OutboxRunner``, and kept: it is the record of what was
/// sent and answered. Query it like any record; those that could not be delivered have the state ``State/failed``.
public struct OutboxMessage: RegardingRecord {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "outboxMessage"

  /// The identifier; messages to one recipient are in the order in which they were posted.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The name of the channel.
  public var channel = ""
  /// Whom it is for.
  public var recipient = ""
  /// What the message was posted under, different from every other message's of the channel.
  public var key = ""
  /// The message, as JSON.
  public var message = ""
  /// How far it has come.
  public var state = State.waiting
  /// When it is sent, or tried again; nil unless it is waiting.
  public var dueAt: Instant?
  /// When it was to be sent.
  public var plannedAt: Instant?
  /// The name of the runner that is sending it, or died over it.
  public var claimedBy: String?
  /// How many attempts were begun.
  public var attempts = 0
  /// When the last attempt began.
  public var attemptedAt: Instant?
  /// Why the last attempt failed.
  public var failure: String?
  /// When it was sent.
  public var sentAt: Instant?
  /// What the other side answered.
  public var answer: String?
  /// The entity of the record that it is about.
  public var subject: String?
  /// The identifier of the record that it is about.
  public var record: String?

  /// How far a message has come.
  public enum State: String, ClosedEnumeration {
    /// It will be sent, or tried again.
    case waiting
    /// The transport has it.
    case sent
    /// It was given up.
    case failed
    /// It was taken back before it was sent.
    case withdrawn
  }

  /// The recipient, while the message is still to be sent: what their order is kept by, however many they were sent before.
  public var waitingRecipient: String? { dueAt == nil ? nil : recipient }

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<OutboxMessage>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<OutboxMessage> { f in
    f("channel", \.channel, .required)
    f("recipient", \.recipient, .required, .indexed, .personal)
    f("key", \.key, .required)
    f("message", \.message, .personal)
    f("state", \.state)
    f("dueAt", \.dueAt, .indexed)
    f("plannedAt", \.plannedAt)
    f("claimedBy", \.claimedBy)
    f("attempts", \.attempts)
    f("attemptedAt", \.attemptedAt, .indexed)
    f("failure", \.failure)
    f("sentAt", \.sentAt)
    f("answer", \.answer)
    f("subject", \.subject)
    f("record", \.record, .indexed)
    f.derived("waitingRecipient", \.waitingRecipient, .indexed, .personal)
    f.unique("channel", "key")
    f.withoutHistory()
  }

  /// Brings the message to its end.
  mutating func end(_ state: State, because failure: String? = nil) {
    self.state = state
    self.failure = failure
    dueAt = nil
    claimedBy = nil
  }
}
