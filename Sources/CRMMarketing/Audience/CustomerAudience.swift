public import CRMContacts
public import CRMCore

/// Accounts or contacts, as those who are written to.
///
/// What may be sent to them is `CRMContacts`' matter: their consents, and the application's `ConsentPolicy`.
public struct CustomerAudience<C: CustomerRecord>: Audience {
  /// Accounts, or contacts.
  public init() {}

  /// The entity of the records.
  public var entity: String { C.entity }

  /// How one of them is reached: by the address or number that is used first.
  public func reach(of record: AnyRecord, by channel: ContactChannel) throws -> Reach {
    let customer = try C.schema.decode(record)
    return Reach(
      name: customer.name, by: channel, emails: customer.emails, phones: customer.phones, addresses: customer.addresses,
      isActive: customer.state == .active)
  }

  /// Whether one of them may be written to.
  public func permission(
    to key: RecordKey, by channel: ContactChannel, for purpose: ContactPurpose, in snapshot: borrowing Snapshot
  ) async throws -> ContactPermission {
    try await snapshot.contacts.mayContact(RecordID<C>(key.id), by: channel, for: purpose)
  }

  /// Puts a message into the outbox if it may be sent.
  public func send<Message>(
    _ message: Message, over channel: OutboxChannel<Message>, as posting: MailingPosting,
    in transaction: borrowing StoreTransaction
  ) async throws -> SendingOutcome {
    try await transaction.contacts.send(
      message, over: channel, to: posting.address, of: RecordID<C>(posting.member.id), by: posting.channel,
      for: posting.purpose, key: posting.key, regarding: posting.regarding)
  }

  /// Records that a consent is withdrawn.
  public func withdrawConsent(
    of key: RecordKey, by channel: ContactChannel?, for purpose: ContactPurpose,
    in transaction: borrowing StoreTransaction
  ) async throws {
    try await transaction.contacts.record(.withdrawn, of: RecordID<C>(key.id), by: channel, for: purpose)
  }
}
