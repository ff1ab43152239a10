public import CRMCore

/// A part of the organization that runs the CRM: a region, a branch, a department.
public struct BusinessUnit: Record {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "businessUnit"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The unit's name, unique.
  public var name = ""
  /// The unit that it belongs to.
  public var parent: BusinessUnit.ID?

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<BusinessUnit>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<BusinessUnit> { f in
    f("name", \.name, .required, .unique, .indexed, .searchable, .collated(.persian))
    f("parent", \.parent, .acyclic, onDelete: .restrict)
  }
}
