import CRMCore

/// What a campaign has come to so far.
public struct CampaignFigures: Hashable, Sendable {
  /// How many are targeted.
  public let members: Int
  /// How many responses there are of each kind, without those that were canceled.
  public let responses: [CampaignResponse.Kind: Int]
  /// How many accounts, contacts and leads they came from.
  public let respondents: Int
  /// What it may cost and has cost.
  public let costs: CampaignCosts
}

extension Snapshot {
  /// What a campaign has come to.
  func figures(of campaign: Campaign) async throws -> CampaignFigures {
    let counting: Filter<CampaignResponse> = \.campaign == campaign.id && \.state != .canceled
    var responses: [CampaignResponse.Kind: Int] = [:]
    for row in try await aggregate(CampaignResponse.self, where: counting, by: [Grouping("kind")], .count) {
      responses[CampaignResponse.Kind(rawValue: row.group[0].text ?? "")] = row.values[0].count
    }
    let different = try await aggregate(
      CampaignResponse.self, where: counting, .distinct("account"), .distinct("contact"), .distinct("lead"))
    return CampaignFigures(
      members: try await count(CampaignMember.self, where: \.campaign == campaign.id), responses: responses,
      respondents: different.first?.values.map(\.count).reduce(0, +) ?? 0, costs: try await costs(of: campaign))
  }

  /// What a campaign has cost.
  func costs(of campaign: Campaign) async throws -> CampaignCosts {
    let rows = try await aggregate(
      CampaignCost.self, where: \.campaign == campaign.id, by: [Grouping("amount.currency")], .sum("amount"))
    let spent = rows.compactMap { if case .money(let sum) = $0.values[0] { sum } else { nil } }
    return CampaignCosts(budget: campaign.budget, spent: spent)
  }
}
