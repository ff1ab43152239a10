public import CRMCore

/// What a message says: a subject, and a body as text, as HTML, or both, with places for values of those who get it.
///
/// ```swift
/// MessageContent(
///   subject: "{givenName|friend}, our spring offers",
///   text: "Dear {givenName|friend}, {account.name|you} can order until {birthday}. To leave: {unsubscribeLink}")
/// ```
///
/// The places are those of a `TextTemplate`: paths over the fields of the account, contact or lead that gets it. Values are written for people, as
/// the environment's calendar and language have it, and in HTML they are text whatever they hold. ``unsubscribeLink`` is the way to get off.
public struct MessageContent: FieldGroup {
  /// What it is about; of no use for channels without subjects.
  public var subject: String?
  /// What it says, as plain text.
  public var text: String?
  /// What it says, as HTML.
  public var html: String?

  /// The name of the place for the address by which a recipient gets off: ``MarketingPolicies/unsubscription``.
  public static let unsubscribeLink: FieldPath = "unsubscribeLink"

  /// Creates a value that holds the defaults of its fields.
  public init() {}

  /// Says what a message says.
  public init(subject: String? = nil, text: String? = nil, html: String? = nil) {
    self.subject = subject
    self.text = text
    self.html = html
  }

  /// Whether nothing is said.
  public var isEmpty: Bool { [text, html].allSatisfy { ($0 ?? "").isEmpty } }

  /// The declaration of the fields.
  public static let fields = GroupSchema<MessageContent> { f in
    f("subject", \.subject)
    f("text", \.text)
    f("html", \.html)
  }
}

/// Something that is wrong with what a message says.
public struct TemplateProblem: Hashable, Sendable, CustomStringConvertible {
  /// Where it is.
  public enum Part: String, Hashable, Sendable {
    case subject
    case text
    case html
  }

  /// Where it is.
  public let part: Part
  /// What is wrong and what to do.
  public let reason: String

  /// The part and the reason.
  public var description: String { "\(part.rawValue): \(reason)" }
}

extension MessageContent {
  /// Whether it has a place for the way to get off.
  var mentionsUnsubscribeLink: Bool {
    [subject, text, html].compactMap(\.self).contains { text in
      TextTemplate(text).placeholders.contains { $0.path == Self.unsubscribeLink }
    }
  }
}
