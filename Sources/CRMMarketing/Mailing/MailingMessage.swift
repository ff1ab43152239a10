/// A message of a mailing, as it goes into the outbox.
///
/// Its JSON is that of the mail message of CRMTransports, with the fields that a mailing has.
public struct MailingMessage: Codable, Hashable, Sendable {
  /// Who writes; nil for channels that have no writer.
  public var from: Mailbox?
  /// Whom it is written to: one mailbox, or the one number.
  public var to: [Mailbox]
  /// Where answers go, if not to the writer.
  public var replyTo: [Mailbox]?
  /// What it is about; one line.
  public var subject: String
  /// What it says, as plain text.
  public var text: String?
  /// What it says, as HTML.
  public var html: String?
  /// How the reader gets off.
  public var unsubscription: Unsubscription?

  /// A message.
  public init(
    from: Mailbox? = nil, to: [Mailbox], replyTo: [Mailbox]? = nil, subject: String, text: String? = nil,
    html: String? = nil, unsubscription: Unsubscription? = nil
  ) {
    self.from = from
    self.to = to
    self.replyTo = replyTo
    self.subject = subject
    self.text = text
    self.html = html
    self.unsubscription = unsubscription
  }

  /// A name and an address, or a number.
  public struct Mailbox: Codable, Hashable, Sendable {
    /// The name that people see.
    public var name: String?
    /// The address or number.
    public var address: String

    /// A mailbox with an address and a name that people see.
    public init(_ address: String, name: String? = nil) {
      self.address = address
      self.name = name
    }
  }

  /// How a reader gets off.
  public struct Unsubscription: Codable, Hashable, Sendable {
    /// An address for the web that takes the reader off when it is sent a POST; HTTPS only.
    public var url: String?
    /// An address for mail.
    public var mail: String?

    /// One way off, or two.
    public init(url: String? = nil, mail: String? = nil) {
      self.url = url
      self.mail = mail
    }
  }
}
