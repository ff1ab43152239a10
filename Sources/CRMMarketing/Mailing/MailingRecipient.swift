public import CRMContacts
public import CRMCore

/// What became of a mailing for one of those it was for.
///
/// There is one for each account, contact or lead and mailing, and of those one for each address that got the message; the store itself keeps it so.
public struct MailingRecipient: MemberRecord {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "mailingRecipient"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The mailing.
  public var mailing: Mailing.ID?
  /// The list by which it came to them.
  public var list: MarketingList.ID?
  /// The account.
  public var account: Account.ID?
  /// The contact.
  public var contact: Contact.ID?
  /// The lead.
  public var lead: Identifier?
  /// Whether there is a message.
  public var state = State.suppressed
  /// Why there is none.
  public var suppression: Suppression?
  /// What tells the address from others; only where there is a message.
  public var addressKey: String?
  /// The message in the outbox.
  public var message: OutboxMessage.ID?
  /// When the message was put into the outbox.
  public var queuedAt: Instant?
  /// When they asked not to be written to any more, because of this message.
  public var unsubscribedAt: Instant?

  /// Whether they asked not to be written to any more, because of this message.
  public var hasUnsubscribed: Bool { unsubscribedAt != nil }

  /// Whether there is a message.
  public enum State: String, ClosedEnumeration {
    /// There is one in the outbox.
    case queued
    /// There is none.
    case suppressed
  }

  /// Why somebody gets no message.
  ///
  /// An audience adds its own.
  public struct Suppression: OpenEnumeration {
    /// The name.
    public let rawValue: String

    /// Accepts any name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Business with them is over.
    public static let inactive = Suppression(rawValue: "inactive")
    /// They have no address for the channel.
    public static let noAddress = Suppression(rawValue: "noAddress")
    /// They want to be left alone.
    public static let doNotContact = Suppression(rawValue: "doNotContact")
    /// They have not agreed, or agree no longer.
    public static let noConsent = Suppression(rawValue: "noConsent")
    /// The message goes to that address already.
    public static let duplicateAddress = Suppression(rawValue: "duplicateAddress")
    /// Something is not known of them that the message says.
    public static let missingValue = Suppression(rawValue: "missingValue")

    /// The names that are offered to people, in order.
    public static let known = [inactive, noAddress, doNotContact, noConsent, duplicateAddress, missingValue]
  }

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<MailingRecipient>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<MailingRecipient> { f in
    f("mailing", \.mailing, .required, onDelete: .restrict)
    f("list", \.list, onDelete: .nullify)
    f("account", \.account, onDelete: .nullify)
    f("contact", \.contact, onDelete: .nullify)
    f("lead", \.lead, to: "lead", onDelete: .nullify)
    f("state", \.state)
    f("suppression", \.suppression)
    f("addressKey", \.addressKey, .indexed, .personal)
    f("message", \.message, onDelete: .nullify)
    f("queuedAt", \.queuedAt)
    f("unsubscribedAt", \.unsubscribedAt)
    f.derived("hasUnsubscribed", \.hasUnsubscribed)
    f.unique("mailing", "account")
    f.unique("mailing", "contact")
    f.unique("mailing", "lead")
    f.unique("mailing", "addressKey")
    f.withoutHistory()
  }

  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] {
    (state == .suppressed) == (suppression != nil)
      ? [] : [FieldProblem("suppression", "is required of who gets no message, and of nobody else")]
  }
}
