public import CRMCore

/// Something that a campaign has cost.
public struct CampaignCost: ConsequentRecord {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "campaignCost"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The campaign.
  public var campaign: Campaign.ID?
  /// The activity that it was for.
  public var activity: CampaignActivity.ID?
  /// What was paid for.
  public var text = ""
  /// The day on which it was spent.
  public var day: CalendarDate?
  /// How much; less than nothing for what was given back.
  public var amount: Money?

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<CampaignCost>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<CampaignCost> { f in
    f("campaign", \.campaign, .required, onDelete: .cascade)
    f("activity", \.activity, onDelete: .nullify)
    f("text", \.text, .required)
    f("day", \.day, .required, .indexed)
    f("amount", \.amount, .required)
  }

  /// Keeps the costs of an inactive campaign as they are.
  public static func follow(
    _ before: CampaignCost?, _ after: CampaignCost?, in transaction: borrowing StoreTransaction
  ) async throws {
    try await transaction.requireActive(before?.campaign)
    if after?.campaign != before?.campaign { try await transaction.requireActive(after?.campaign) }
  }
}

/// What a campaign may cost and has cost.
public struct CampaignCosts: Hashable, Sendable {
  /// What it may cost.
  public let budget: Money?
  /// What it has cost, in each currency, by the currencies' codes.
  public let spent: [Money]

  /// What is left of the budget, of what was spent in its currency; nil without a budget.
  ///
  /// What was spent in other currencies is not in it: see ``spent(in:on:by:)``.
  ///
  /// - Throws: `ValueError` when it is out of range.
  public func remaining() throws -> Money? {
    guard let budget else { return nil }
    return try spent.filter { $0.currency == budget.currency }.reduce(budget) { try $0 - $1 }
  }

  /// All that was spent in one currency, by the rates of a day.
  ///
  /// - Throws: `ValueError.noExchangeRate` where there is none; when it is out of range.
  public func spent(in currency: Currency, on day: CalendarDate, by rates: ExchangeRates) throws -> Money {
    try spent.reduce(.zero(currency)) { try $0 + rates.convert($1, to: currency, on: day).result }
  }
}
