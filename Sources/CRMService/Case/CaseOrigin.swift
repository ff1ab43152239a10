public import CRMCore

/// How a case came to us.
///
/// An application adds its own.
public struct CaseOrigin: OpenEnumeration {
  /// The name.
  public let rawValue: String

  /// Accepts any name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// They called.
  public static let call = CaseOrigin(rawValue: "call")
  /// They wrote a mail.
  public static let email = CaseOrigin(rawValue: "email")
  /// By a form on the web site.
  public static let web = CaseOrigin(rawValue: "web")
  /// In a chat.
  public static let chat = CaseOrigin(rawValue: "chat")
  /// By text message to a telephone.
  public static let message = CaseOrigin(rawValue: "message")
  /// They came in.
  public static let visit = CaseOrigin(rawValue: "visit")
  /// By post.
  public static let letter = CaseOrigin(rawValue: "letter")
  /// It was found in social media.
  public static let social = CaseOrigin(rawValue: "social")
  /// A machine has told us.
  public static let monitoring = CaseOrigin(rawValue: "monitoring")

  /// The names that are offered to people, in order.
  public static let known = [call, email, web, chat, message, visit, letter, social, monitoring]
}
