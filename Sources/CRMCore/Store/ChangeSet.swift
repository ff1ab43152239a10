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

/// What a commit did to one record.
public struct RecordChange: Hashable, Sendable {
  /// The record before the commit; nil when it was inserted.
  public let before: AnyRecord?
  /// The record after the commit; nil when it was deleted.
  public let after: AnyRecord?

  /// Describes a change; nil when there was no record before and none is there after.
  public init?(before: AnyRecord?, after: AnyRecord?) {
    guard before != nil || after != nil else { return nil }
    self.before = before
    self.after = after
  }

  /// The record's key.
  public var key: RecordKey? { (after ?? before)?.key }

  /// The record's type.
  public var type: RecordType? { (after ?? before)?.type }
}
