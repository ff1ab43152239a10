public import CRMCore

/// People of the organization who work together.
public struct Team: Record {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "team"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The team's name, unique.
  public var name = ""
  /// The unit that it belongs to.
  public var businessUnit: BusinessUnit.ID?

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<Team>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<Team> { f in
    f("name", \.name, .required, .unique, .indexed, .searchable, .collated(.persian))
    f("businessUnit", \.businessUnit, onDelete: .restrict)
  }
}
