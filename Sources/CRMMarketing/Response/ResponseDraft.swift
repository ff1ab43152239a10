public import CRMContacts
public import CRMCore

/// A response that has come: what there is to say about it, before it has an identifier.
///
/// What else a response can hold is written to ``record``.
public struct ResponseDraft: Sendable {
  /// The response as it will be written; its identifier is given when it is noted.
  public var record: CampaignResponse

  /// Drafts a response.
  ///
  /// - Parameters:
  ///   - kind: What they have responded.
  ///   - campaign: The campaign.
  ///   - member: From whom it is: an account, a contact or a lead; nil for somebody unknown.
  ///   - channel: The way that it came.
  ///   - day: When; nil for today.
  ///   - code: The code that they have named.
  ///   - notes: What they have said, in words.
  ///   - owner: Whose it is; nil for the user who notes it.
  public init(
    _ kind: CampaignResponse.Kind, to campaign: Campaign.ID, from member: RecordKey? = nil,
    by channel: ContactChannel? = nil, on day: CalendarDate? = nil, code: String? = nil, notes: String? = nil,
    owner: User.ID? = nil
  ) {
    record = CampaignResponse(id: CampaignResponse.ID(Identifier(high: 0, low: 0)))
    record.kind = kind
    record.campaign = campaign
    record.member = member
    record.channel = channel
    record.receivedOn = day
    record.promotionCode = code
    record.notes = notes
    record.owner = owner
  }
}
