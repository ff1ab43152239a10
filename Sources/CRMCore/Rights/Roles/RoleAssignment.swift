/// That somebody holds a role.
public struct RoleAssignment: Record {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "roleAssignment"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The identifier of the one who holds it.
  public var actor = ""
  /// The role.
  public var role: Role.ID?

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<RoleAssignment>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<RoleAssignment> { f in
    f("actor", \.actor, .required, .indexed)
    f("role", \.role, .required, onDelete: .cascade)
    f.unique("actor", "role")
  }
}
