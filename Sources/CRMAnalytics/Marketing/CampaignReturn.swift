public import CRMCore
public import CRMMarketing
import CRMSales

/// What each campaign has cost and brought.
///
/// ```swift
/// let campaigns = try await crm.analytics.report(.campaignReturn(in: .usd))
/// ```
///
/// What was brought is what names the campaign: leads, opportunities, and what was won with these. Amounts in other currencies are converted one
/// by one by the rate of their day, rounded once. A part of a campaign counts for itself alone.
public struct CampaignReturn: Report {
  /// The currency of the result.
  public var currency: Currency
  /// Which campaigns.
  public var filter: Filter<Campaign>
  /// What other currencies are worth.
  public var rates: ExchangeRates

  /// Asks for the return of campaigns.
  public init(in currency: Currency, where filter: Filter<Campaign> = .all, rates: ExchangeRates = ExchangeRates()) {
    self.currency = currency
    self.filter = filter
    self.rates = rates
  }

  /// The return of campaigns.
  public struct Answer: Hashable, Sendable {
    /// The campaigns, in the order of their names.
    public let rows: [Row]
    /// All of them together.
    public let total: Figures
  }

  /// The return of a campaign.
  public struct Row: Hashable, Sendable {
    /// The campaign.
    public let campaign: Campaign.ID
    /// Its name.
    public let name: String
    /// The figures.
    public let figures: Figures
  }

  /// What was spent and brought.
  public struct Figures: Hashable, Sendable {
    /// What was spent.
    public internal(set) var cost: Money
    /// How many responses came in, those that were canceled aside.
    public internal(set) var responses = 0
    /// How many leads came of it.
    public internal(set) var leads = 0
    /// How many opportunities came of it.
    public internal(set) var opportunities = 0
    /// How many of these were won.
    public internal(set) var won = 0
    /// What was won.
    public internal(set) var revenue: Money

    /// What was won beyond the cost, as a part of the cost, of six digits: 0.5 where a half more than was spent came back; nil where nothing was spent.
    public var returnOnInvestment: ExactDecimal? {
      (try? revenue - cost).flatMap { .share($0.amount, of: cost.amount) }
    }

    init(in currency: Currency) { (cost, revenue) = (.zero(currency), .zero(currency)) }

    mutating func add(_ other: Figures) throws {
      (cost, revenue) = (try cost + other.cost, try revenue + other.revenue)
      (responses, leads) = (responses + other.responses, leads + other.leads)
      (opportunities, won) = (opportunities + other.opportunities, won + other.won)
    }
  }

  /// Answers the question from one view.
  ///
  /// - Throws: `ValueError.noExchangeRate` where an amount can't be converted, `ValueError.moneyOutOfRange`; `FilterError`.
  public func answer(from crm: borrowing Snapshot) async throws -> Answer {
    guard crm.keeps(Campaign.self) else { return try answer([], [:]) }
    let campaigns = try await crm.fetch(where: filter, sort: .ascending("name.order"))
    var figures = FiguresByCampaign(currency)
    let named: FilterExpression =
      filter.expression == .constant(true)
      ? .compare("campaign", .notEqual, .null)
      : .isIn("campaign", campaigns.map { .reference($0.id.identifier) })
    for cost in try await crm.amounts(
      of: "amount", of: CampaignCost.recordType, where: named, by: ["campaign"], on: "day", in: currency, rates)
    {
      try figures.change(cost.group[0]) { $0.cost = try $0.cost + cost.amount }
    }
    let responses = named && .compare("state", .notEqual, .text("canceled"))
    for row in try await crm.rows(of: CampaignResponse.recordType, where: responses, by: ["campaign"], .count) {
      try figures.change(row.group[0]) { $0.responses += row.values[0].wholeNumber ?? 0 }
    }
    for row in try await crm.rows(of: Lead.recordType, where: named, by: ["campaign"], .count) {
      try figures.change(row.group[0]) { $0.leads += row.values[0].wholeNumber ?? 0 }
    }
    for row in try await crm.rows(of: Opportunity.recordType, where: named, by: ["campaign", "state"], .count) {
      let (count, isWon) = (row.values[0].wholeNumber ?? 0, row.group[1] == .text("won"))
      try figures.change(row.group[0]) {
        $0.opportunities += count
        if isWon { $0.won += count }
      }
    }
    for won in try await crm.amounts(
      of: "actualValue", of: Opportunity.recordType, where: named && .compare("state", .equal, .text("won")),
      by: ["campaign"], on: "actualCloseDate", in: currency, rates)
    {
      try figures.change(won.group[0]) { $0.revenue = try $0.revenue + won.amount }
    }
    return try answer(campaigns, figures.all)
  }

  private func answer(_ campaigns: [Campaign], _ figures: [Identifier: Figures]) throws -> Answer {
    var total = Figures(in: currency)
    let rows = try campaigns.map { campaign in
      let own = figures[campaign.id.identifier] ?? Figures(in: currency)
      try total.add(own)
      return Row(campaign: campaign.id, name: campaign.name, figures: own)
    }
    return Answer(rows: rows, total: total)
  }
}

/// The figures of campaigns while they come in.
private struct FiguresByCampaign {
  private let currency: Currency
  private(set) var all: [Identifier: CampaignReturn.Figures] = [:]

  init(_ currency: Currency) { self.currency = currency }

  mutating func change(_ campaign: AnyValue, _ body: (inout CampaignReturn.Figures) throws -> Void) throws {
    guard let id = campaign.identifier else { return }
    try body(&all[id, default: CampaignReturn.Figures(in: currency)])
  }
}

extension Report where Self == CampaignReturn {
  /// What each campaign has cost and brought: ``CampaignReturn``.
  public static func campaignReturn(
    in currency: Currency, where filter: Filter<Campaign> = .all, rates: ExchangeRates = ExchangeRates()
  ) -> CampaignReturn {
    CampaignReturn(in: currency, where: filter, rates: rates)
  }
}
