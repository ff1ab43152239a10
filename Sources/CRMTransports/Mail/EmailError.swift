public import CRMCore

/// Why a message can't be sent as it is.
///
/// It lasts: the transports end with a ``/CRMCore/DeliveryFailure/final(_:)`` that says the same.
public struct EmailError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Everything that is wrong, in the order of the message's fields.
  public let problems: [Problem]

  /// All the problems, a line each.
  public var description: String { problems.map(\.description).joined(separator: "\n") }

  /// What the outbox is told.
  public var failure: DeliveryFailure { .final(description) }

  /// Something about a message that mail does not take.
  @nonexhaustive public enum Problem: Hashable, Sendable, CustomStringConvertible {
    /// The message is for nobody.
    case noRecipients
    /// A field's text has a line break, a NUL or another control character, which might begin a header of its own.
    case controlCharacter(field: String)
    /// An address that is none.
    case malformedAddress(field: String, String)
    /// An address with letters outside ASCII, which mail systems need an extension for.
    case internationalAddress(field: String, String)
    /// A header's name that is none.
    case malformedHeaderName(String)
    /// A header that the message writes itself.
    case reservedHeader(String)
    /// A Message-ID or content identifier that is none.
    case malformedIdentifier(field: String, String)
    /// An attachment's media type that is none.
    case malformedMediaType(attachment: String, String)
    /// An attachment whose media type says that it is a message, or of several parts; mail does not take such ones encoded.
    case compositeMediaType(attachment: String, String)
    /// Two attachments have the same content identifier.
    case repeatedContentID(String)
    /// An attachment has a content identifier and there is no HTML to show it.
    case inlineWithoutHTML(String)
    /// An address for getting off the list that is none, or not HTTPS.
    case malformedUnsubscription(String)
    /// A way off the list that names no way.
    case emptyUnsubscription
    /// The date has no form in mail, which begins with 1900 and ends with 9999.
    case dateOutOfRange(Instant)
    /// The message is larger than it may be, in bytes as it would be sent; a lower bound where it was not encoded to the end.
    case tooLarge(bytes: Int, limit: Int)

    /// What is wrong, and what to do.
    public var description: String {
      switch self {
      case .noRecipients: "The message is for nobody: name somebody in to, cc or bcc."
      case .controlCharacter(let field): "\(field) has a line break or another control character: take it out."
      case .malformedAddress(let field, let text): "\(field): “\(text)” is no address for mail."
      case .internationalAddress(let field, let text):
        "\(field): “\(text)” has letters outside ASCII: write its domain as xn--…, or take another address."
      case .malformedHeaderName(let name): "“\(name)” is no name for a header: letters, digits and hyphens are."
      case .reservedHeader(let name): "The header \(name) is written by the message: use its field."
      case .malformedIdentifier(let field, let text): "\(field): “\(text)” is no identifier."
      case .malformedMediaType(let attachment, let text): "The attachment “\(attachment)”: “\(text)” is no media type."
      case .compositeMediaType(let attachment, let text):
        "The attachment “\(attachment)” is \(text), which can't be encoded: send it as application/octet-stream."
      case .repeatedContentID(let text): "Two attachments have the content identifier “\(text)”."
      case .inlineWithoutHTML(let text): "The attachment “\(text)” is to be shown by the HTML, and there is none."
      case .malformedUnsubscription(let text):
        "“\(text)” is no way off a list: an address that begins with https://, or one for mail, is."
      case .emptyUnsubscription:
        "The unsubscription names no way off the list: give an address for the web or for mail."
      case .dateOutOfRange(let instant): "\(instant) has no form as a date in mail."
      case .tooLarge(let bytes, let limit): "The message takes \(bytes) bytes or more, and may take \(limit)."
      }
    }
  }
}
