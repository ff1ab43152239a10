public import CRMContacts
import CRMCore

/// What timelines show of service: of an account and a contact their cases and how they were resolved, of a case its resolutions and the promises
/// that were broken.
public enum ServiceTimeline {
  /// The sources.
  public static let sources: [any TimelineSource] = [cases, resolutions, misses]

  private static let cases = RecordTimeline(
    Case.self, at: "createdAt", of: { isOf($0, through: "") ?? .constant(false) },
    telling: { .init(kind: .case, title: $0.title) })

  private static let resolutions = RecordTimeline(
    CaseResolution.self, at: "resolvedAt",
    of: { key in
      if key.entity == Case.entity { return .compare("case", .equal, .reference(key.id)) }
      return isOf(key, through: "case.") ?? .constant(false)
    }, telling: { .init(kind: .caseResolution, title: $0.resolution ?? $0.statusReason?.rawValue ?? "") })

  private static let misses = RecordTimeline(
    SLATarget.self, at: "failAt",
    of: { key in
      guard key.entity == Case.entity else { return .constant(false) }
      return .compare("case", .equal, .reference(key.id)) && .compare("state", .equal, "noncompliant")
    }, telling: { .init(kind: .slaMiss, title: $0.measure.rawValue) })

  /// The condition that a case is an account's or a contact's; nil for other kinds of records.
  static func isOf(_ key: RecordKey, through path: String) -> FilterExpression? {
    switch key.entity {
    case Account.entity: .compare(FieldPath(path + "customer.account"), .equal, .reference(key.id))
    case Contact.entity:
      .compare(FieldPath(path + "customer.contact"), .equal, .reference(key.id))
        || .compare(FieldPath(path + "contact"), .equal, .reference(key.id))
    default: nil
    }
  }
}

extension TimelineEntry.Kind {
  /// A case was opened.
  public static let `case` = TimelineEntry.Kind(rawValue: "case")
  /// A case was resolved.
  public static let caseResolution = TimelineEntry.Kind(rawValue: "caseResolution")
  /// A promise of a service level was broken.
  public static let slaMiss = TimelineEntry.Kind(rawValue: "slaMiss")
}
