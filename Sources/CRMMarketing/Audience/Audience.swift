public import CRMContacts
public import CRMCore

/// Records that can be put on lists, targeted and written to: one for each entity in ``MarketingPolicies/audiences``.
///
/// For accounts and contacts there is ``CustomerAudience``. Another module's records come in by an audience of their own; those who are
/// referred to are accounts, contacts and leads, see ``MemberRecord``.
public protocol Audience: Sendable {
  /// The entity of the records.
  var entity: String { get }

  /// How one of them is reached by a channel.
  func reach(of record: AnyRecord, by channel: ContactChannel) throws -> Reach

  /// Whether one of them may be written to.
  func permission(
    to key: RecordKey, by channel: ContactChannel, for purpose: ContactPurpose, in snapshot: borrowing Snapshot
  ) async throws -> ContactPermission

  /// Puts a message into the outbox, in the transaction given, if it may be sent, and sees to it that it is taken back when the permission is.
  func send<Message>(
    _ message: Message, over channel: OutboxChannel<Message>, as posting: MailingPosting,
    in transaction: borrowing StoreTransaction
  ) async throws -> SendingOutcome

  /// Notes that one of them does not want to be written to any more.
  ///
  /// - Parameters:
  ///   - key: The record.
  ///   - channel: The way that it is about; nil for every way.
  ///   - purpose: What it is about.
  ///   - transaction: The transaction, without the limits of the one who acts.
  func withdrawConsent(
    of key: RecordKey, by channel: ContactChannel?, for purpose: ContactPurpose,
    in transaction: borrowing StoreTransaction
  ) async throws
}

/// To whom and as what a message goes into the outbox.
public struct MailingPosting: Hashable, Sendable {
  /// Whose it is.
  public let member: RecordKey
  /// The address or number.
  public let address: String
  /// The way, as consents name it.
  public let channel: ContactChannel
  /// What it is for.
  public let purpose: ContactPurpose
  /// What tells the message from every other of the outbox's channel.
  public let key: String
  /// The mailing.
  public let regarding: RecordKey
}
