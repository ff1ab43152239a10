public import CRMCore

/// The operations of CRMSales, on whatever can be asked or written to: `crm.sales`.
///
/// ```swift
/// let lead = try await crm.sales.capture(LeadDraft(name: "Ahmadi", company: "Roya Trading", source: .web))
/// let deal = try await crm.sales.convert(lead.id)
///
/// try await crm.transaction { crm in                   // one commit
///   try await crm.sales.close(opportunity.id, as: .won, reason: "price")
///   try await crm.contacts.advance(account.id, to: .customer)
/// }
/// ```
///
/// On a store or a `CRM` each operation is a transaction of its own; on a transaction it joins it; on a snapshot there are those that only
/// read. It can't be kept: hold the `CRM`.
public struct SalesService<Scope: RecordReading & ~Copyable>: ~Copyable {
  package let scope: Scope
}

extension RecordReading where Self: ~Copyable {
  /// What can be asked about leads, opportunities, prices and quotes.
  public var sales: SalesService<ReadingScope> { _read { yield SalesService(scope: readingScope()) } }
}

extension RecordWriting where Self: ~Copyable {
  /// What can be asked and done about leads, opportunities, prices and quotes.
  public var sales: SalesService<WritingScope> { _read { yield SalesService(scope: writingScope()) } }
}
