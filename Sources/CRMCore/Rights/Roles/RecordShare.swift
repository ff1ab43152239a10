/// That somebody, or a team, may do with one record what their own rights would not allow.
public struct RecordShare: Record {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "recordShare"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The entity of the record.
  public var subject = ""
  /// The identifier of the record.
  public var record = ""
  /// The identifier of the user or team with whom it is shared.
  public var grantee = ""
  /// What they may do.
  public var operations: [Rights.Operation] = []

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<RecordShare>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<RecordShare> { f in
    f("subject", \.subject, .required)
    f("record", \.record, .required, .indexed)
    f("grantee", \.grantee, .required, .indexed)
    f("operations", \.operations, .required)
    f.unique("record", "grantee")
  }

  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] {
    operations.contains(.create) ? [FieldProblem("operations", "can't hold create, since the record is there")] : []
  }
}
