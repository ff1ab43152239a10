public import CRMCore

/// Something that happened, as a timeline tells it.
public struct TimelineEntry: Hashable, Sendable, Identifiable {
  /// Where it stands among all others.
  public let position: TimelinePosition
  /// What kind of thing happened.
  public let kind: Kind
  /// What happened, in a line, as it was written; empty where the kind and the changes say it.
  public let title: String
  /// The record that tells it: an interaction, a to-do, or the record itself that was changed.
  public let record: RecordKey
  /// What was changed, when something was.
  public let changes: [FieldChange]
  /// Who did it: the identifier of a user's record, nil for the program itself.
  public let actor: Identifier?

  /// What kind of thing happened.
  ///
  /// A module adds its own.
  public struct Kind: RawRepresentable, Hashable, Sendable {
    /// The name.
    public let rawValue: String

    /// Accepts any name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// One was in touch.
    public static let interaction = Kind(rawValue: "interaction")
    /// Something is to be done, or was.
    public static let toDo = Kind(rawValue: "toDo")
    /// A record was changed in a way worth telling.
    public static let change = Kind(rawValue: "change")
    /// A record was created.
    public static let creation = Kind(rawValue: "creation")
    /// A consent was given or withdrawn.
    public static let consent = Kind(rawValue: "consent")
    /// A record came to a stage of its process.
    public static let stage = Kind(rawValue: "stage")
  }

  /// Tells something that happened.
  public init(
    _ kind: Kind, _ title: String, at position: TimelinePosition, record: RecordKey, changes: [FieldChange] = [],
    actor: Identifier? = nil
  ) {
    self.kind = kind
    self.title = title
    self.position = position
    self.record = record
    self.changes = changes
    self.actor = actor
  }

  /// When it happened.
  public var instant: Instant { position.instant }

  /// The position, of which there is one for each entry.
  public var id: TimelinePosition { position }
}

/// A part of a timeline, the newest first.
public struct TimelinePage: Hashable, Sendable {
  /// The entries.
  public let entries: [TimelineEntry]
  /// Where the next part begins; nil when this was the last.
  public let next: TimelinePosition?
}
