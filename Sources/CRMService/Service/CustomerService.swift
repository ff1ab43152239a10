public import CRMCore

/// The operations of CRMService, on whatever can be asked or written to: `crm.service`.
///
/// ```swift
/// let opened = try await crm.service.open(CaseDraft("چاپگر روشن نمی‌شود", of: sepehr.id, type: .problem, origin: .call))
/// try await crm.service.pick(opened.id)
///
/// try await crm.transaction { crm in                   // one commit
///   try await crm.service.resolve(opened.id, "فیوز سوخته بود", timeSpent: .seconds(900))
///   try await crm.contacts.plan("تماس برای نظرسنجی", regarding: opened.key)
/// }
/// ```
///
/// On a store or a `CRM` each operation is a transaction of its own; on a transaction it joins it; on a snapshot there are those that only
/// read. It can't be kept: hold the `CRM`.
public struct CustomerService<Scope: RecordReading & ~Copyable>: ~Copyable {
  let scope: Scope
}

extension RecordReading where Self: ~Copyable {
  /// What can be asked about cases, queues and service levels.
  public var service: CustomerService<ReadingScope> { _read { yield CustomerService(scope: readingScope()) } }
}

extension RecordWriting where Self: ~Copyable {
  /// What can be asked and done about cases, queues and service levels.
  public var service: CustomerService<WritingScope> { _read { yield CustomerService(scope: writingScope()) } }
}
