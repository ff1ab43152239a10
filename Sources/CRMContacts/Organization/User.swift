public import CRMCore

/// Somebody who works with the CRM: owns records, and is named on the changes they make.
public struct User: Record {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = RecordType.actorEntity

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The name that colleagues know them by.
  public var name = ""
  /// Their e-mail address, unique; compared without regard to letter case.
  public var email: String?
  /// What they do: `Sales Agent`.
  public var title = ""
  /// Whom they report to.
  public var manager: User.ID?
  /// The unit that they belong to.
  public var businessUnit: BusinessUnit.ID?
  /// The teams that they belong to.
  public var teams: [Team.ID] = []
  /// Whether they still work with the CRM.
  public var isActive = true

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<User>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<User> { f in
    f("name", \.name, .required, .indexed, .searchable, .collated(.persian), .personal)
    f("email", \.email, .searchable, .personal)
    f("title", \.title)
    f("manager", \.manager, onDelete: .nullify)
    f("businessUnit", \.businessUnit, onDelete: .restrict)
    f("teams", \.teams, onDelete: .nullify)
    f("isActive", \.isActive)
    f.unique("email.key")
  }
}
