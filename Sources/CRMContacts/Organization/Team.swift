public import CRMCore

/// People of the organization who work together.
public struct Team: Record {
  public static let entity = "team"

  public var id: ID
  public var stamp = Stamp()
  /// The team's name, unique.
  public var name = ""
  /// The unit that it belongs to.
  public var businessUnit: BusinessUnit.ID?

  public init(id: RecordID<Team>) { self.id = id }

  public static let schema = Schema<Team> { f in
    f("name", \.name, .required, .unique, .indexed, .searchable, .collated(.persian))
    f("businessUnit", \.businessUnit, onDelete: .restrict)
  }
}
