public import CRMCore

/// The operations of CRMMarketing, on whatever can be asked or written to: `crm.marketing`.
///
/// ```swift
/// let list = try await crm.marketing.createList("Retail in Tehran", of: Contact.self, where: \.address.city == "Tehran")
/// let mailing = try await crm.marketing.draft(MailingDraft("Spring", to: [list.id], content: content))
/// try await crm.marketing.send(mailing.id)
/// ```
///
/// On a store or a `CRM` each operation is a transaction of its own; on a transaction it joins it; on a snapshot there are those that only
/// read. It can't be kept: hold the `CRM`.
public struct MarketingService<Scope: RecordReading & ~Copyable>: ~Copyable {
  let scope: Scope
}

extension RecordReading where Self: ~Copyable {
  /// What can be asked about lists, campaigns, responses and mailings.
  public var marketing: MarketingService<ReadingScope> { _read { yield MarketingService(scope: readingScope()) } }
}

extension RecordWriting where Self: ~Copyable {
  /// What can be asked and done about lists, campaigns, responses and mailings.
  public var marketing: MarketingService<WritingScope> { _read { yield MarketingService(scope: writingScope()) } }
}
