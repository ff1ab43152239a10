public import CRMCore

/// A person that one does business with.
public struct Contact: Record {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "contact"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The given name.
  public var givenName = ""
  /// The family name.
  public var familyName = ""
  /// What they do at their account.
  public var jobTitle: String?
  /// The organization that they belong to.
  public var account: Account.ID?
  /// Who looks after them.
  public var owner: User.ID?
  /// The e-mail address that is used first.
  public var email: String?
  /// The telephone number that is used first.
  public var phone: String?
  /// Further e-mail addresses.
  public var otherEmails: [ContactPoint] = []
  /// Further telephone numbers.
  public var otherPhones: [ContactPoint] = []
  /// The day of their birth.
  public var birthday: CalendarDate?
  /// Their web site.
  public var website: String?
  /// The postal address.
  public var address = Address()
  /// Whether business with them is over.
  public var state = ActiveState.active
  /// The identifier under which another system knows them, unique.
  public var externalID: String?
  /// The values of custom fields.
  public var custom = CustomValues()

  /// The given and the family name.
  ///
  /// Writing it is not possible, since names can't be taken apart reliably.
  public var name: String { [givenName, familyName].filter { !$0.isEmpty }.joined(separator: " ") }

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<Contact>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<Contact> { f in
    f("givenName", \.givenName, .personal)
    f("familyName", \.familyName, .indexed, .collated(.persian), .personal)
    f("jobTitle", \.jobTitle)
    f("account", \.account, onDelete: .nullify)
    f("owner", \.owner, onDelete: .restrict)
    f("email", \.email, .searchable, .personal)
    f("phone", \.phone, .indexed, .personal)
    f("otherEmails", \.otherEmails, .personal)
    f("otherPhones", \.otherPhones, .personal)
    f("birthday", \.birthday, .personal)
    f("website", \.website)
    f.group("address", \.address)
    f("state", \.state)
    f("externalID", \.externalID, .unique)
    f.derived("name", \.name, .searchable, .personal)
    f.custom(\.custom)
  }

  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] {
    name.isEmpty && (email ?? "").isEmpty && (phone ?? "").isEmpty
      ? [
        FieldProblem("familyName", "is required when there is no given name, e-mail address or telephone number either")
      ]
      : []
  }
}
