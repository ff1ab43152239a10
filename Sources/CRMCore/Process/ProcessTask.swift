/// Something that is to be done before a record leaves a stage.
public struct ProcessTask: Record {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "processTask"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The way through the process that it is part of.
  public var instance: ProcessInstance.ID?
  /// The stay in the stage that it belongs to.
  public var visit: StageVisit.ID?
  /// The name of the stage.
  public var stage = ""
  /// What is to be done, unique within the stay.
  public var name = ""
  /// When it was done; nil while it is not.
  public var doneAt: Instant?

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<ProcessTask>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<ProcessTask> { f in
    f("instance", \.instance, onDelete: .cascade)
    f("visit", \.visit, onDelete: .cascade)
    f("stage", \.stage, .required)
    f("name", \.name, .required)
    f("doneAt", \.doneAt)
    f.unique("visit", "name")
  }
}
