public import CRMContacts
public import CRMCore

/// An opportunity that is to be opened: what there is to say about it, before it has an identifier.
///
/// What else an opportunity can hold is written to ``record``.
public struct OpportunityDraft: Sendable {
  /// The opportunity as it will be written; its identifier is given when it is opened.
  public var record: Opportunity

  /// Drafts an opportunity.
  ///
  /// - Parameters:
  ///   - name: What it is about.
  ///   - account: The organization that may buy.
  ///   - contact: The person who may buy, or decides.
  ///   - product: What may be bought.
  ///   - value: What the sale may bring.
  ///   - day: The day on which it is expected to close.
  ///   - pipeline: The way that it goes; nil for that of the product's family, or the default one.
  ///   - owner: Who works on it; nil for the user who opens it.
  public init(
    _ name: String = "", account: Account.ID? = nil, contact: Contact.ID? = nil, product: Product.ID? = nil,
    value: Money? = nil, closingOn day: CalendarDate? = nil, pipeline: Pipeline.ID? = nil, owner: User.ID? = nil
  ) {
    record = Opportunity(id: Opportunity.ID(Identifier(high: 0, low: 0)))
    record.name = name
    record.account = account
    record.contact = contact
    record.product = product
    record.estimatedValue = value
    record.estimatedCloseDate = day
    record.pipeline = pipeline
    record.owner = owner
  }
}
