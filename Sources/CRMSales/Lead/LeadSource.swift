public import CRMCore

/// How somebody came to us.
///
/// An application adds its own.
public struct LeadSource: OpenEnumeration {
  /// The name.
  public let rawValue: String

  /// Accepts any name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// By a form on the web site.
  public static let web = LeadSource(rawValue: "web")
  /// They called.
  public static let call = LeadSource(rawValue: "call")
  /// They wrote a mail.
  public static let email = LeadSource(rawValue: "email")
  /// They came in.
  public static let visit = LeadSource(rawValue: "visit")
  /// A customer named them.
  public static let referral = LeadSource(rawValue: "referral")
  /// A partner named them.
  public static let partner = LeadSource(rawValue: "partner")
  /// They were met at a fair or a lecture.
  public static let event = LeadSource(rawValue: "event")
  /// They answered an advertisement.
  public static let advertisement = LeadSource(rawValue: "advertisement")
  /// They were found in social media.
  public static let social = LeadSource(rawValue: "social")
  /// They stood in a list that was bought or found.
  public static let list = LeadSource(rawValue: "list")

  /// The names that are offered to people, in order.
  public static let known = [web, call, email, visit, referral, partner, event, advertisement, social, list]
}
