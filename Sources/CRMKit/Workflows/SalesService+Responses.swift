import CRMContacts
public import CRMCore
public import CRMMarketing
public import CRMSales

extension SalesService where Scope: RecordWriting & ~Copyable {
  /// Makes a lead of a response to a campaign, and closes the response with what it led to, in one commit.
  ///
  /// The lead is the campaign's. Where the draft does not say who it is, the sender of the response is taken for it: an e-mail address, a telephone
  /// number or a name.
  ///
  /// - Parameters:
  ///   - draft: What else is known of the lead.
  ///   - id: The response.
  /// - Throws: `MarketingError.isClosed`, `StoreError.notFound`, `RecordError.invalid` when nobody is named.
  @discardableResult
  public func capture(_ draft: LeadDraft = LeadDraft(), from id: CampaignResponse.ID) async throws -> Lead {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      let response = try await transaction.get(id)
      var draft = draft
      draft.record.campaign = response.campaign?.identifier
      draft.record.source = draft.record.source ?? response.channel.map { LeadSource(rawValue: $0.rawValue) }
      draft.record.isNamed(after: response.sender)
      let lead = try await transaction.sales.capture(draft)
      try await transaction.marketing.close(id, leadingTo: lead.id.identifier)
      return lead
    }
  }

  /// Opens an opportunity with the account or contact that has responded to a campaign, and closes the response with what it led to, in one
  /// commit.
  ///
  /// The opportunity is the campaign's.
  ///
  /// - Parameters:
  ///   - draft: The opportunity; its account and contact are the response's where it does not name any.
  ///   - id: The response.
  /// - Throws: `MarketingError.isClosed`, `StoreError.notFound`, `RecordError.invalid`.
  @discardableResult
  public func open(_ draft: OpportunityDraft, from id: CampaignResponse.ID) async throws -> Opportunity {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      let response = try await transaction.get(id)
      var draft = draft
      draft.record.campaign = response.campaign?.identifier
      try await draft.record.isWith(response.account, response.contact, in: transaction)
      let deal = try await transaction.sales.open(draft)
      try await transaction.marketing.close(id, opportunity: deal.id.identifier)
      return deal
    }
  }
}

extension Lead {
  /// Takes a sender for who it is, unless that is known.
  fileprivate mutating func isNamed(after sender: String?) {
    guard let sender, name.isEmpty, emails.isEmpty, phones.isEmpty else { return }
    if EmailAddress(sender).flaw == nil {
      email = sender
    } else if PhoneNumber(sender).key != nil {
      phone = sender
    } else {
      familyName = sender
    }
  }
}
