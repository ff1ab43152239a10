public import CRMContacts
public import CRMCore

/// What profiles show of marketing: how many mailings an account or contact was sent, how many campaigns are for it and how it has responded, and the
/// last responses themselves.
public struct MarketingProfile: ProfileSource {
  /// The greatest number of responses.
  public var limit: Int

  /// Shows marketing.
  public init(limit: Int = 10) { self.limit = limit }

  /// The figures and responses of an account or contact; nil when there never was anything.
  public func section(about subject: RecordKey, in snapshot: borrowing Snapshot) async throws -> ProfileSection? {
    let own = Member.isOne(subject)
    let mailings = try await snapshot.count(
      MailingRecipient.self, where: Filter(own && .compare("state", .equal, "queued")))
    let campaigns = try await snapshot.count(CampaignMember.self, where: Filter(own))
    var figures: [ProfileSection.Figure] = []
    if mailings > 0 { figures.append(.init("mailings", .integer(Int64(mailings)))) }
    if campaigns > 0 { figures.append(.init("campaigns", .integer(Int64(campaigns)))) }
    let counting = Filter<CampaignResponse>(own && .compare("state", .notEqual, "canceled"))
    for row in try await snapshot.aggregate(CampaignResponse.self, where: counting, by: [Grouping("kind")], .count) {
      figures.append(.init(row.group[0].text ?? "", row.values[0]))
    }
    if figures.isEmpty { return nil }
    let responses = try await snapshot.fetch(
      CampaignResponse.self, where: counting, sort: .descending("receivedOn"), limit: max(limit, 1))
    return ProfileSection("marketing", figures: figures, records: responses.map(\.key))
  }
}
