public import CRMCore

/// A part of the organization that runs the CRM: a region, a branch, a department.
public struct BusinessUnit: Record {
  public static let entity = "businessUnit"

  public var id: ID
  public var stamp = Stamp()
  /// The unit's name, unique.
  public var name = ""
  /// The unit that it belongs to.
  public var parent: BusinessUnit.ID?

  public init(id: RecordID<BusinessUnit>) { self.id = id }

  public static let schema = Schema<BusinessUnit> { f in
    f("name", \.name, .required, .unique, .indexed, .searchable, .collated(.persian))
    f("parent", \.parent, onDelete: .restrict)
  }
}
