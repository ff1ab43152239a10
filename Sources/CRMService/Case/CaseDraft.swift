public import CRMContacts
public import CRMCore

/// A case that is to be opened: what there is to say about it, before it has an identifier and a number.
///
/// ```swift
/// CaseDraft("چاپگر کاغذ را نمی‌کشد", of: sepehr.id, from: nasrin.id, type: .problem, origin: .call)
/// ```
///
/// What else a case can hold is written to ``record``.
public struct CaseDraft: Sendable {
  /// The case as it will be written; its identifier and number are given when it is opened.
  public var record: Case

  /// Drafts a case of an account or a contact.
  ///
  /// - Parameters:
  ///   - title: What it is about, in a line.
  ///   - customer: Whose case it is.
  ///   - contact: Who has told us of it; nil for the customer, when that is a contact.
  ///   - description: What it is about, as it was told.
  ///   - type: What kind of thing it is.
  ///   - origin: How it came to us.
  ///   - priority: How much it matters; nil for what ``ServicePolicies/priority`` says.
  ///   - product: The product that it is about: a record of the entity `product`.
  ///   - queue: Where it waits for somebody; nil for the queue that ``ServicePolicies/routing`` names.
  ///   - owner: Who works on it; nil for whoever picks it from its queue, or the user who opens it where it is in none.
  public init<C: CustomerRecord>(
    _ title: String, of customer: RecordID<C>, from contact: Contact.ID? = nil, description: String? = nil,
    type: CaseType? = nil, origin: CaseOrigin? = nil, priority: Case.Priority? = nil, product: Identifier? = nil,
    queue: Queue.ID? = nil, owner: User.ID? = nil
  ) {
    self.init(
      title, description: description, type: type, origin: origin, priority: priority, product: product, queue: queue,
      owner: owner)
    record.customer = CustomerReference(customer)
    record.contact = contact ?? record.customer.contact
  }

  /// Drafts a case of somebody unknown.
  public init(
    _ title: String, description: String? = nil, type: CaseType? = nil, origin: CaseOrigin? = nil,
    priority: Case.Priority? = nil, product: Identifier? = nil, queue: Queue.ID? = nil, owner: User.ID? = nil
  ) {
    record = Case(id: Case.ID(Identifier(high: 0, low: 0)))
    record.title = title
    record.description = description
    record.type = type
    record.origin = origin
    record.priority = priority
    record.product = product
    record.queue = queue
    record.owner = owner
  }
}
