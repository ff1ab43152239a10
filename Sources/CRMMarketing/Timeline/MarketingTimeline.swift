public import CRMContacts
import CRMCore

/// What timelines show of marketing: of an account, a contact and a lead the mailings that they were sent, the campaigns that are for them, and their
/// responses.
public enum MarketingTimeline {
  /// The sources.
  public static let sources: [any TimelineSource] = [
    MemberTimeline<MailingRecipient>(
      .mailing, at: "queuedAt", called: "mailing.name", where: .compare("state", .equal, "queued")),
    MemberTimeline<CampaignMember>(.campaign, at: "createdAt", called: "campaign.name"),
    MemberTimeline<CampaignResponse>(.campaignResponse, at: "createdAt", called: "campaign.name"),
  ]
}

/// A source of records about those whom marketing is for, called what another record is called that they belong to.
struct MemberTimeline<R: MemberRecord>: TimelineSource {
  private let kind: TimelineEntry.Kind
  private let instant: FieldPath
  private let title: FieldPath
  private let condition: FilterExpression

  init(
    _ kind: TimelineEntry.Kind, at instant: FieldPath, called title: FieldPath,
    where condition: FilterExpression = .constant(true)
  ) {
    (self.kind, self.instant, self.title, self.condition) = (kind, instant, title, condition)
  }

  var name: String { R.entity }

  func entries(
    of subject: RecordKey, after position: TimelinePosition?, limit: Int, in snapshot: borrowing Snapshot
  ) async throws -> [TimelineEntry] {
    guard Member.entities.contains(subject.entity) else { return [] }
    let query = RecordQuery(
      R.recordType, where: Member.isOne(subject) && condition, sort: [.descending(instant)], limit: limit,
      after: position?.cursor(inSource: name))
    return try await snapshot.reading { context in
      guard context.catalog.keeps(R.entity) else { return [] }
      var reader = try await PathReader([instant, title], of: R.recordType, in: context)
      var entries: [TimelineEntry] = []
      for record in try await context.records(query) {
        let values = try await reader.values(of: record, in: context)
        guard case .instant(let instant) = values[0] else { continue }
        entries.append(
          TimelineEntry(
            kind, values[1].text ?? "", at: TimelinePosition(instant, source: name, id: record.id), record: record.key,
            actor: record.stamp.createdBy))
      }
      return entries
    }
  }
}

extension TimelineEntry.Kind {
  /// A mailing was sent.
  public static let mailing = TimelineEntry.Kind(rawValue: "mailing")
  /// A campaign is for them.
  public static let campaign = TimelineEntry.Kind(rawValue: "campaign")
  /// They have responded to a campaign.
  public static let campaignResponse = TimelineEntry.Kind(rawValue: "campaignResponse")
}
