public import CRMCore

/// A person that one does business with.
public struct Contact: CustomerRecord {
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
  /// How far they are on the way from a stranger to a customer.
  public var lifecycleStage: LifecycleStage?
  /// The e-mail address that is used first.
  public var email: String?
  /// What it is used for.
  public var emailKind: ContactPoint.Kind?
  /// The telephone number that is used first.
  public var phone: String?
  /// What it is used for.
  public var phoneKind: ContactPoint.Kind?
  /// Further e-mail addresses.
  public var otherEmails: [ContactPoint] = []
  /// Further telephone numbers.
  public var otherPhones: [ContactPoint] = []
  /// The day of their birth.
  public var birthday: CalendarDate?
  /// Their gender, as they state it.
  public var gender: Gender?
  /// Their web site.
  public var website: String?
  /// The postal address that is used first.
  public var address = Address()
  /// Further postal addresses.
  public var otherAddresses: [Address] = []
  /// Whether they want to be left alone: nothing is sent to them but what they have to get, see ``ConsentPolicy``.
  public var doNotContact = false
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
    f("lifecycleStage", \.lifecycleStage, .indexed)
    f("email", \.email, .searchable, .personal)
    f("emailKind", \.emailKind)
    f("phone", \.phone, .indexed, .personal)
    f("phoneKind", \.phoneKind)
    f("otherEmails", \.otherEmails, .personal)
    f("otherPhones", \.otherPhones, .personal)
    f("birthday", \.birthday, .personal)
    f("gender", \.gender, .personal)
    f("website", \.website)
    f.group("address", \.address)
    f("otherAddresses", \.otherAddresses, .personal)
    f("doNotContact", \.doNotContact)
    f("state", \.state)
    f("externalID", \.externalID, .unique)
    f.derived("name", \.name, .searchable, .personal)
    f.derived("emails.key", \.emailKeys, .indexed, .personal)
    f.derived("phones.key", \.phoneKeys, .indexed, .personal)
    f.custom(\.custom)
  }

  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] {
    var problems = reachProblems()
    if name.isEmpty && emails.isEmpty && phones.isEmpty {
      problems.append(
        FieldProblem("familyName", "is required when there is no given name, e-mail address or telephone number either")
      )
    }
    return problems
  }
}
