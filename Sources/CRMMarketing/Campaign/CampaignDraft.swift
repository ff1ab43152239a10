public import CRMContacts
public import CRMCore

/// A campaign that is to be planned: what there is to say about it, before it has an identifier.
///
/// What else a campaign can hold is written to ``record``.
public struct CampaignDraft: Sendable {
  /// The campaign as it will be written; its identifier is given when it is planned.
  public var record: Campaign

  /// Drafts a campaign.
  ///
  /// - Parameters:
  ///   - name: The name.
  ///   - code: A short name, unique.
  ///   - kind: What kind of campaign it is.
  ///   - days: The first and the last day.
  ///   - budget: What it may cost.
  ///   - revenue: What it is expected to bring.
  ///   - response: How many are expected to respond, in percent.
  ///   - parent: The campaign that it is a part of.
  ///   - owner: Whose it is; nil for the user who plans it.
  public init(
    _ name: String, code: String? = nil, kind: Campaign.Kind? = nil, on days: ClosedRange<CalendarDate>? = nil,
    budget: Money? = nil, expecting revenue: Money? = nil, response: ExactDecimal? = nil, in parent: Campaign.ID? = nil,
    owner: User.ID? = nil
  ) {
    record = Campaign(id: Campaign.ID(Identifier(high: 0, low: 0)))
    record.name = name
    record.code = code
    record.kind = kind
    record.plannedStart = days?.lowerBound
    record.plannedEnd = days?.upperBound
    record.budget = budget
    record.expectedRevenue = revenue
    record.expectedResponse = response
    record.parent = parent
    record.owner = owner
  }
}
