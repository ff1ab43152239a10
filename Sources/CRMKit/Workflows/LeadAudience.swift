public import CRMContacts
public import CRMCore
public import CRMMarketing
import CRMSales

/// Leads, as those who are written to: open ones are active.
///
/// What may be sent to them is what they have agreed to, ``Lead/consents``, and the application's `ConsentPolicy`.
public struct LeadAudience: Audience {
  /// Leads.
  public init() {}

  /// The entity of leads.
  public var entity: String { Lead.entity }

  /// How a lead is reached: by the address or number that is used first.
  public func reach(of record: AnyRecord, by channel: ContactChannel) throws -> Reach {
    let lead = try Lead.schema.decode(record)
    return Reach(
      lead.name, by: channel, emails: lead.emails.map(\.value), phones: lead.phones.map(\.value), address: lead.address,
      isActive: lead.state == .open)
  }

  /// Whether a lead may be written to.
  public func permission(
    to key: RecordKey, by channel: ContactChannel, for purpose: ContactPurpose, in snapshot: borrowing Snapshot
  ) async throws -> ContactPermission {
    try await snapshot.sales.mayContact(Lead.ID(key.id), by: channel, for: purpose)
  }

  /// Puts a message into the outbox if it may be sent.
  public func send<Message>(
    _ message: Message, over channel: OutboxChannel<Message>, as posting: MailingPosting,
    in transaction: borrowing StoreTransaction
  ) async throws -> SendingOutcome {
    try await transaction.sales.send(
      message, over: channel, to: posting.address, of: Lead.ID(posting.member.id), by: posting.channel,
      for: posting.purpose, key: posting.key, regarding: posting.regarding)
  }

  /// Records that a consent is withdrawn.
  public func withdrawConsent(
    of key: RecordKey, by channel: ContactChannel?, for purpose: ContactPurpose,
    in transaction: borrowing StoreTransaction
  ) async throws {
    try await transaction.sales.record(LeadConsent(.withdrawn, by: channel, for: purpose), of: Lead.ID(key.id))
  }
}
