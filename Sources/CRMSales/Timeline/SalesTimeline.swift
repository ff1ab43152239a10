public import CRMContacts
import CRMCore

/// What timelines show of sales: of an account and a contact their opportunities, quotes and what became of them, and of what a lead
/// became all that happened to the lead.
public enum SalesTimeline {
  /// The sources.
  public static let sources: [any TimelineSource] = [opportunities, closes, quotes, LeadTimeline()]

  private static let opportunities = RecordTimeline(
    Opportunity.self, at: "createdAt", of: { isOf($0, through: "") ?? .constant(false) },
    telling: { .init(kind: .opportunity, title: $0.name) })

  private static let closes = RecordTimeline(
    OpportunityClose.self, at: "createdAt",
    of: { key in
      if key.entity == Opportunity.entity { return .compare("opportunity", .equal, .reference(key.id)) }
      return isOf(key, through: "opportunity.") ?? .constant(false)
    }, telling: { .init(kind: .opportunityClose, title: $0.reason ?? $0.outcome.rawValue) })

  private static let quotes = RecordTimeline(
    Quote.self, at: "createdAt",
    of: { key in
      if key.entity == Opportunity.entity { return .compare("opportunity", .equal, .reference(key.id)) }
      return isOf(key, through: "") ?? .constant(false)
    }, telling: { .init(kind: .quote, title: $0.name) })

  /// The condition that an opportunity is an account's or a contact's; nil for other kinds of records.
  static func isOf(_ key: RecordKey, through path: String) -> FilterExpression? {
    switch key.entity {
    case Account.entity, Contact.entity: .compare(FieldPath(path + key.entity), .equal, .reference(key.id))
    default: nil
    }
  }
}

extension TimelineEntry.Kind {
  /// An opportunity came up.
  public static let opportunity = TimelineEntry.Kind(rawValue: "opportunity")
  /// An opportunity was won or lost.
  public static let opportunityClose = TimelineEntry.Kind(rawValue: "opportunityClose")
  /// A quote was written.
  public static let quote = TimelineEntry.Kind(rawValue: "quote")
}
