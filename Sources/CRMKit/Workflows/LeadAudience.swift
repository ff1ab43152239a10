public import CRMContacts
public import CRMCore
public import CRMMarketing
import CRMSales

/// Leads, as those who are written to.
///
/// What may be sent to them is what they have agreed to themselves, until they are converted; then they are written to as the contacts that they became.
public struct LeadAudience: Audience {
  /// Leads.
  public init() {}

  /// The entity of the records.
  public var entity: String { Lead.entity }

  /// How one of them is reached: by the address or number that is used first, while it is open.
  public func reach(of record: AnyRecord, by channel: ContactChannel) throws -> Reach {
    let lead = try Lead.schema.decode(record)
    return Reach(
      name: lead.name, by: channel, emails: lead.emails, phones: lead.phones,
      addresses: lead.address.isEmpty ? [] : [lead.address], isActive: lead.state == .open)
  }

  /// Whether one of them may be written to.
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

  /// Notes that a lead does not want to be written to any more.
  public func withdrawConsent(
    of key: RecordKey, by channel: ContactChannel?, for purpose: ContactPurpose,
    in transaction: borrowing StoreTransaction
  ) async throws {
    try await transaction.sales.record(LeadConsent(.withdrawn, by: channel, for: purpose), of: Lead.ID(key.id))
  }
}
