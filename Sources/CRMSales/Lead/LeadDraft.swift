public import CRMContacts
public import CRMCore

/// A lead that is to be captured: what there is to say about it, before it has an identifier.
///
/// ```swift
/// LeadDraft(name: "احمدی", givenName: "سارا", company: "بازرگانی رویا", phone: "۰۹۱۲۳۴۵۶۷۸۹", source: .web)
/// ```
///
/// What else a lead can hold is written to ``record``.
public struct LeadDraft: Sendable {
  /// The lead as it will be written; its identifier and stage are given when it is captured.
  public var record: Lead

  /// Drafts a lead.
  ///
  /// - Parameters:
  ///   - name: The person's family name.
  ///   - givenName: The person's given name.
  ///   - company: The company's name.
  ///   - email: The e-mail address.
  ///   - phone: The telephone number.
  ///   - source: How they came to us.
  ///   - interest: What they are interested in.
  ///   - budget: What they can spend.
  ///   - campaign: The campaign that brought them: a record of the entity `campaign`.
  ///   - owner: Who looks after it; nil for the user who captures it.
  ///   - consents: What they have agreed to and refused.
  public init(
    name: String = "", givenName: String = "", company: String? = nil, email: String? = nil, phone: String? = nil,
    source: LeadSource? = nil, interest: String? = nil, budget: Money? = nil, campaign: Identifier? = nil,
    owner: User.ID? = nil, consents: [LeadConsent] = []
  ) {
    record = Lead(id: Lead.ID(Identifier(high: 0, low: 0)))
    record.familyName = name
    record.givenName = givenName
    record.companyName = company
    record.email = email
    record.phone = phone
    record.source = source
    record.interest = interest
    record.budget = budget
    record.campaign = campaign
    record.owner = owner
    record.consents = consents
  }
}
