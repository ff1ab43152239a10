/// A record on its way through a process.
public struct ProcessInstance: Record {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "processInstance"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The version of the process that it goes by, whatever becomes of the process.
  public var definition: ProcessDefinition.ID?
  /// The name of the process.
  public var process = ""
  /// The entity of the record.
  public var subject = ""
  /// The identifier of the record.
  public var record = ""
  /// The name of the stage that it is in, or ended in.
  public var stage = ""
  /// When it came to the stage.
  public var enteredAt = Instant(microsecondsSince1970: 0)
  /// Whether it is under way.
  public var state = State.running
  /// When it ended.
  public var endedAt: Instant?

  /// Whether a record is still on its way.
  public enum State: String, ClosedEnumeration {
    case running
    /// It came to an end of the process.
    case completed
    /// It was taken out of the process.
    case abandoned
  }

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<ProcessInstance>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<ProcessInstance> { f in
    f("definition", \.definition, onDelete: .restrict)
    f("process", \.process, .required)
    f("subject", \.subject, .required)
    f("record", \.record, .required, .indexed)
    f("stage", \.stage, .required, .indexed)
    f("enteredAt", \.enteredAt)
    f("state", \.state)
    f("endedAt", \.endedAt)
  }

  /// The record that is on its way.
  public var subjectKey: RecordKey? { RecordKey(entity: subject, id: record) }
}

/// A stay of a record in a stage, which tells how long it took: the history that funnels and cycle times are made of.
public struct StageVisit: Record {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "stageVisit"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The way through the process that it is part of.
  public var instance: ProcessInstance.ID?
  /// The name of the process.
  public var process = ""
  /// The name of the stage.
  public var stage = ""
  /// The place among the stays of the same way, from 1 on.
  public var position = 1
  /// When it began.
  public var enteredAt = Instant(microsecondsSince1970: 0)
  /// When it ended; nil while it lasts.
  public var leftAt: Instant?
  /// How long it lasted; nil while it lasts.
  public var duration: Duration?

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<StageVisit>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<StageVisit> { f in
    f("instance", \.instance, onDelete: .cascade)
    f("process", \.process, .indexed)
    f("stage", \.stage)
    f("position", \.position)
    f("enteredAt", \.enteredAt)
    f("leftAt", \.leftAt)
    f("duration", \.duration)
    f.withoutHistory()
  }
}
