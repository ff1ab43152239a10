public import CRMContacts
public import CRMCore

/// One message to all who are on some lists: a mail, a text message.
///
/// It is drafted, scheduled, and then sent in batches by the agenda. From the moment it is scheduled what it says and to whom is fixed. Each
/// who is on a list when their turn comes is a ``MailingRecipient``, once, and each address gets the message once.
public struct Mailing: GuardedRecord, ConsequentRecord {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "mailing"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// What it is called among colleagues.
  public var name = ""
  /// The campaign that it belongs to.
  public var campaign: Campaign.ID?
  /// Whose it is.
  public var owner: User.ID?
  /// The way that it goes.
  public var channel = ContactChannel.email
  /// What it is for, as consents name it.
  public var purpose = ContactPurpose.marketing
  /// The lists of those who get it.
  public var lists: [MarketingList.ID] = []
  /// The lists of those who do not, whatever list they are on besides.
  public var excludedLists: [MarketingList.ID] = []
  /// The template that it was made from.
  public var template: MessageTemplate.ID?
  /// What it says.
  public var content = MessageContent()
  /// What becomes of those of whom something is not known that it says and has no other words for.
  public var whenMissing = MissingValueRule.leaveEmpty
  /// The address that it is from.
  public var senderAddress: String?
  /// The name that it is from.
  public var senderName: String?
  /// Where answers go, if not to the sender.
  public var replyTo: String?
  /// Where it stands.
  public var state = State.draft
  /// When it is sent, or began to be.
  public var scheduledAt: Instant?
  /// When everybody was dealt with.
  public var sentAt: Instant?
  /// How many of the lists were worked off.
  public var listsDone = 0
  /// Where the next batch of the list begins that is being worked off; an opaque text.
  public var position: String?
  /// The identifier under which another system knows it, unique.
  public var externalID: String?
  /// The values of custom fields.
  public var custom = CustomValues()

  /// Where a mailing stands.
  public enum State: String, ClosedEnumeration {
    /// It is being written.
    case draft
    /// It waits for its time.
    case scheduled
    /// Its lists are being worked off.
    case sending
    /// Everybody was dealt with; what became of the messages tells ``MarketingService/counts(of:)``.
    case sent
    /// It was called off; what was still waiting was taken back.
    case canceled
  }

  /// What becomes of those of whom something is not known.
  public enum MissingValueRule: String, ClosedEnumeration {
    /// They get the message with nothing in that place.
    case leaveEmpty
    /// They do not get it.
    case suppress
  }

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<Mailing>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<Mailing> { f in
    f("name", \.name, .required, .indexed, .searchable, .collated(.persian))
    f("campaign", \.campaign, onDelete: .restrict)
    f("owner", \.owner, onDelete: .restrict)
    f("channel", \.channel, .required)
    f("purpose", \.purpose, .required)
    f("lists", \.lists, onDelete: .restrict)
    f("excludedLists", \.excludedLists, onDelete: .restrict)
    f("template", \.template, onDelete: .nullify)
    f.group("content", \.content)
    f("whenMissing", \.whenMissing)
    f("senderAddress", \.senderAddress)
    f("senderName", \.senderName)
    f("replyTo", \.replyTo)
    f("state", \.state, .indexed)
    f("scheduledAt", \.scheduledAt, .indexed)
    f("sentAt", \.sentAt, .indexed)
    f("listsDone", \.listsDone)
    f("position", \.position)
    f("externalID", \.externalID, .unique)
    f.custom(\.custom)
  }
}
