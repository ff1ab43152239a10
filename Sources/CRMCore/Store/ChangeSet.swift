/// What one commit did: every record that it inserted, changed or deleted, before and after.
public struct ChangeSet: Sendable {
  /// The commit's place in the store's order of commits, counted from 1; 0 before it is committed.
  public var sequence: UInt64
  /// When the transaction was begun.
  public let instant: Instant
  /// Who made the changes; nil for the program itself.
  public let actor: Identifier?
  /// The changes, one for each record, in the order in which the records were first touched; the history's new entries come last.
  public let changes: [RecordChange]

  /// Creates a change set.
  public init(sequence: UInt64 = 0, instant: Instant, actor: Identifier?, changes: [RecordChange]) {
    self.sequence = sequence
    self.instant = instant
    self.actor = actor
    self.changes = changes
  }
}

extension ChangeSet {
  /// Whether a record of one of the types was changed.
  func touches(oneOf types: some Collection<RecordType>) -> Bool {
    // In a large commit, those of one type mostly stand together.
    var last: RecordType?
    for position in changes.indices where changes[position].type != last {
      last = changes[position].type
      if types.contains(changes[position].type) { return true }
    }
    return false
  }
}

/// What a commit did to one record.
public struct RecordChange: Sendable {
  /// The record's type.
  // By itself, so that asking for it costs no look at the records, which are many in a large commit.
  public let type: RecordType
  /// The record after the commit, or before it when it was deleted.
  private let last: RecordStorage
  /// The record that was replaced.
  private let replaced: RecordStorage?
  private let isDeletion: Bool

  /// Describes a change; nil when there was no record before and none is there after.
  public init?(before: AnyRecord?, after: AnyRecord?) {
    guard let record = after ?? before else { return nil }
    (type, last, isDeletion) = (record.type, record.storage, after == nil)
    replaced = isDeletion ? nil : before?.storage
  }

  /// The record before the commit; nil when it was inserted.
  public var before: AnyRecord? { (isDeletion ? last : replaced).map { AnyRecord(type: type, storage: $0) } }

  /// The record after the commit; nil when it was deleted.
  public var after: AnyRecord? { isDeletion ? nil : AnyRecord(type: type, storage: last) }

  /// Shows the bytes of the record after the commit where they lie; nil when it was deleted.
  package func withBytesAfter<T>(_ body: (UnsafeRawBufferPointer?) throws -> T) rethrows -> T {
    if isDeletion { return try body(nil) }
    return try last.withBytes(body)
  }

  /// The record's key.
  public var key: RecordKey { RecordKey(entity: type.entity, id: last.id) }
}

extension RecordChange: Hashable {
  /// Two changes are equal when the records before and after are.
  public static func == (left: RecordChange, right: RecordChange) -> Bool {
    left.before == right.before && left.after == right.after
  }

  /// Feeds what equality depends on.
  public func hash(into hasher: inout Hasher) { hasher.combine(key) }
}
