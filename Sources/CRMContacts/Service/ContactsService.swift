public import CRMCore

/// The operations of CRMContacts, on whatever can be asked or written to: `crm.contacts`.
///
/// ```swift
/// try await crm.contacts.log(.call(with: contact.id, lasting: .seconds(300)))
///
/// try await crm.transaction { crm in                   // one commit
///   try await crm.update(deal.id) { $0.state = .won }
///   try await crm.contacts.advance(account.id, to: .customer)
/// }
/// ```
///
/// On a store or a `CRM` each operation is a transaction of its own; on a transaction it joins it; on a snapshot there are those that only
/// read. It can't be kept: hold the `CRM`.
public struct ContactsService<Scope: RecordReading & ~Copyable>: ~Copyable {
  let scope: Scope
}

extension RecordReading where Self: ~Copyable {
  /// What can be asked about accounts, contacts and what was said and done with them.
  public var contacts: ContactsService<ReadingScope> { _read { yield ContactsService(scope: readingScope()) } }
}

extension RecordWriting where Self: ~Copyable {
  /// What can be asked and done about accounts, contacts and what was said and done with them.
  public var contacts: ContactsService<WritingScope> { _read { yield ContactsService(scope: writingScope()) } }
}
