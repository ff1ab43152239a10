public import Foundation

/// A message for mail, as the outbox keeps it until a transport sends it.
///
/// ```swift
/// var message = EmailMessage(
///   from: Mailbox("sales@example.org", name: "فروش"), to: [Mailbox("sara@example.org", name: "سارا احمدی")],
///   subject: "پیش‌فاکتور شما")
/// message.text = "سلام سارا"
/// ```
///
/// What the fields may not hold, such as line breaks in the subject, is refused when the message is rendered
/// (``rendered(as:limit:)``), all of it at once; ``problems`` tells it beforehand.
public struct EmailMessage: Hashable, Sendable {
  /// Who writes.
  public var from: Mailbox
  /// Whom it is written to.
  public var to: [Mailbox]
  /// Who gets a copy and is seen to.
  public var cc: [Mailbox] = []
  /// Who gets a copy unseen: they are among the recipients, and nowhere in the message.
  public var bcc: [Mailbox] = []
  /// Where answers go, if not to the writer.
  public var replyTo: [Mailbox] = []
  /// Where the mail system reports what can't be delivered, if not to the writer.
  ///
  /// It may differ from message to message, so that a
  /// report tells which one it is about.
  public var returnPath: String?

  /// What it is about.
  public var subject: String
  /// What it says, as plain text.
  ///
  /// Line breaks of any kind will do.
  public var text: String?
  /// What it says, as HTML.
  public var html: String?
  /// The files that come with it.
  public var attachments: [Attachment] = []

  /// How a reader gets off the list by which it is sent.
  public var unsubscription: Unsubscription?
  /// The Message-ID of the message that it answers, in angle brackets.
  public var inReplyTo: String?
  /// The Message-IDs of the conversation, from the first on, in angle brackets.
  public var references: [String] = []
  /// Further headers, in this order.
  ///
  /// Those that the message has fields for are refused here.
  public var headers: [Header] = []

  /// A message that says nothing yet.
  public init(from: Mailbox, to: [Mailbox], subject: String) {
    self.from = from
    self.to = to
    self.subject = subject
  }

  /// The addresses that it goes to, each once: those of ``to``, ``cc`` and ``bcc``.
  public var recipients: [String] {
    var seen: Set<String> = []
    return (to + cc + bcc).map(\.address).filter { seen.insert($0).inserted }
  }

  /// Whom the mail system tells of what can't be delivered.
  public var envelopeSender: String { returnPath ?? from.address }
}

extension EmailMessage {
  /// A file that comes with a message.
  public struct Attachment: Codable, Hashable, Sendable {
    /// The file's name, in any script.
    public var name: String
    /// What it is: `application/pdf`, `text/csv; charset=utf-8`.
    public var mediaType: String
    /// Its bytes.
    public var content: Data
    /// The name by which the HTML shows it: `logo` for `<img src="cid:logo">`.
    ///
    /// Nil for a file that is offered to be saved.
    public var contentID: String?

    /// A file that is offered to be saved, or shown by the HTML where it has a content identifier.
    public init(name: String, mediaType: String, content: Data, contentID: String? = nil) {
      self.name = name
      self.mediaType = mediaType
      self.content = content
      self.contentID = contentID
    }
  }

  /// A header that the message has no field for.
  public struct Header: Codable, Hashable, Sendable {
    /// Its name, such as `X-Campaign`.
    public var name: String
    /// Its value, in any script.
    public var value: String

    /// A header.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// How a reader gets off a list (RFC 2369).
  ///
  /// With an address for the web, readers' programs offer a button that does it at once (RFC 8058): they send a POST to it with
  /// `List-Unsubscribe=One-Click`, and whoever answers it must not ask for more. Large mailbox providers ask for it in all mail to many,
  /// and that a DKIM signature covers both headers, which is the mail server's work.
  public struct Unsubscription: Codable, Hashable, Sendable {
    /// An address for the web that takes the reader off the list when it is sent a POST; it names the reader and the list.
    ///
    /// HTTPS only.
    public var url: String?
    /// An address for mail: `leave@example.org`, or with a subject `leave@example.org?subject=list-7`.
    public var mail: String?

    /// One way off the list, or two.
    public init(url: String? = nil, mail: String? = nil) {
      self.url = url
      self.mail = mail
    }
  }
}
