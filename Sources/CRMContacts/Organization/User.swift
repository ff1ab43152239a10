public import CRMCore

/// Somebody who works with the CRM: owns records, and is named on the changes they make.
public struct User: Record {
  public static let entity = RecordType.actorEntity

  public var id: ID
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

  public init(id: RecordID<User>) { self.id = id }

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
