public import CRMCore

/// A way in which people are in touch.
///
/// An application adds its own.
public struct ContactChannel: OpenEnumeration {
  /// The name.
  public let rawValue: String

  /// Accepts any name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// By telephone.
  public static let call = ContactChannel(rawValue: "call")
  /// In one room, or on one screen.
  public static let meeting = ContactChannel(rawValue: "meeting")
  /// By e-mail.
  public static let email = ContactChannel(rawValue: "email")
  /// By text message to a telephone.
  public static let message = ContactChannel(rawValue: "message")
  /// By post.
  public static let letter = ContactChannel(rawValue: "letter")
  /// By fax.
  public static let fax = ContactChannel(rawValue: "fax")
  /// In a chat.
  public static let chat = ContactChannel(rawValue: "chat")
  /// In a social network.
  public static let socialPost = ContactChannel(rawValue: "socialPost")
  /// On our web site.
  public static let webVisit = ContactChannel(rawValue: "webVisit")
  /// In a note of our own.
  public static let note = ContactChannel(rawValue: "note")

  /// The names that are offered to people, in order.
  public static let known = [call, meeting, email, message, letter, fax, chat, socialPost, webVisit, note]
}
