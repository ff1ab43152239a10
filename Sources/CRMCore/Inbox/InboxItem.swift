/// Something that one of the CRM's users should know: an entry of their inbox.
///
/// Query it like any record; a live query of the entries of one recipient is an inbox that fills by itself.
public struct InboxItem: RegardingRecord {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "inboxItem"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The identifier of the one who should know it.
  public var recipient = ""
  /// Why they should.
  public var kind = Kind.message
  /// What happened, in words; empty when the kind and the record say it.
  public var text = ""
  /// The entity of the record that it is about.
  public var subject: String?
  /// The identifier of the record that it is about.
  public var record: String?
  /// When it was read; nil while it is not.
  public var readAt: Instant?

  /// Why somebody should know of something.
  public enum Kind: String, ClosedEnumeration {
    /// They were told.
    case message
    /// Something of theirs is due.
    case reminder
    /// They were named in a text.
    case mention
    /// A record is theirs now.
    case assignment
    /// A record that was theirs is somebody else's now.
    case handOff
    /// A record that they watch was changed or deleted.
    case watch
  }

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<InboxItem>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<InboxItem> { f in
    f("recipient", \.recipient, .required, .indexed)
    f("kind", \.kind)
    f("text", \.text)
    f("subject", \.subject)
    f("record", \.record, .indexed)
    f("readAt", \.readAt)
    f.withoutHistory()
  }
}

/// That somebody wants to know what happens to a record.
public struct Watch: Record {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "watch"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The identifier of the one who watches.
  public var actor = ""
  /// The entity of the record.
  public var subject = ""
  /// The identifier of the record.
  public var record = ""

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<Watch>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<Watch> { f in
    f("actor", \.actor, .required, .indexed)
    f("subject", \.subject, .required)
    f("record", \.record, .required, .indexed)
    f.unique("actor", "record")
    f.withoutHistory()
  }
}
