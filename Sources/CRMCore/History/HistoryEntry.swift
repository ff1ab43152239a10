/// One commit's change to one record: who changed what, when, from what to what.
///
/// Written by the store in the commit itself. Insertions leave no entry: a record's stamp says all of it. Read them with
/// ``Snapshot/history(of:)``, or query them like any record.
public struct HistoryEntry: Record {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "historyEntry"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The entity of the record.
  public var subject = ""
  /// The identifier of the record.
  public var record = ""
  /// What was done.
  public var kind = Kind.updated
  /// The record's revision after the change; the last one that it had, when it was deleted.
  public var recordRevision: Int64 = 0
  /// The record's revision before the change; a transaction that writes a record several times raises it by more than 1.
  public var revisionBefore: Int64 = 0
  /// The fields that changed, in the order of declaration; for a deletion every field that had a value.
  public var changes: [FieldChange] = []

  /// What was done to a record.
  public enum Kind: String, ClosedEnumeration {
    case created
    case updated
    case deleted
    case restored
  }

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<HistoryEntry>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<HistoryEntry> { f in
    f("subject", \.subject, .required)
    f("record", \.record, .required)
    f("kind", \.kind)
    f("recordRevision", \.recordRevision)
    f("revisionBefore", \.revisionBefore)
    f("changes", \.changes)
    f.index("record", "recordRevision")
    f.withoutHistory()
  }
}

/// A field's value before and after a change, as text that ``AnyValue/init(text:as:)`` reads with the type named.
public struct FieldChange: FieldGroup {
  /// The field's name.
  public var field = ""
  /// The name of its type at the time, such as `money`.
  public var type = ""
  /// The value before; nil when there was none.
  public var before: String?
  /// The value after; nil when there was none.
  public var after: String?

  /// Creates a value that holds the defaults of its fields.
  public init() {}

  /// The declaration of the fields.
  public static let fields = GroupSchema<FieldChange> { f in
    f("field", \.field)
    f("type", \.type)
    f("before", \.before)
    f("after", \.after)
  }
}
