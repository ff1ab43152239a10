public import CRMCore

/// An organization that one does business with: a customer, a partner, a supplier.
public struct Account: CustomerRecord {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "account"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The name that it trades under.
  public var name = ""
  /// What it does.
  public var industry: Industry?
  /// The account that it belongs to: the parent company of a subsidiary.
  public var parent: Account.ID?
  /// Who looks after it.
  public var owner: User.ID?
  /// How far it is on the way from a stranger to a customer.
  public var lifecycleStage: LifecycleStage?
  /// The annual revenue.
  public var revenue: Money?
  /// How many people work there.
  public var employees: Int?
  /// The year of its foundation, in the Gregorian calendar.
  public var foundedYear: Int?
  /// The country of its headquarters, as people write it.
  public var country: String?
  /// The web site.
  public var website: String?
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
  /// The postal address that is used first.
  public var address = Address()
  /// Further postal addresses: where invoices go, where goods go.
  public var otherAddresses: [Address] = []
  /// Whether it wants to be left alone: nothing is sent to it but what it has to get, see ``ConsentPolicy``.
  public var doNotContact = false
  /// Whether business with it is over.
  public var state = ActiveState.active
  /// The identifier under which another system knows it, unique.
  public var externalID: String?
  /// The values of custom fields.
  public var custom = CustomValues()

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<Account>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<Account> { f in
    f("name", \.name, .required, .indexed, .searchable, .collated(.persian))
    f("industry", \.industry, .indexed, .column)
    f("parent", \.parent, .acyclic, onDelete: .nullify)
    f("owner", \.owner, onDelete: .restrict)
    f("lifecycleStage", \.lifecycleStage, .indexed)
    f("revenue", \.revenue)
    f("employees", \.employees)
    f("foundedYear", \.foundedYear)
    f("country", \.country, .indexed)
    f("website", \.website)
    f("email", \.email, .searchable)
    f("emailKind", \.emailKind)
    f("phone", \.phone)
    f("phoneKind", \.phoneKind)
    f("otherEmails", \.otherEmails)
    f("otherPhones", \.otherPhones)
    f.group("address", \.address)
    f("otherAddresses", \.otherAddresses)
    f("doNotContact", \.doNotContact)
    f("state", \.state)
    f("externalID", \.externalID, .unique)
    f.derived("emails.key", \.emailKeys, .indexed)
    f.derived("phones.key", \.phoneKeys, .indexed)
    f.custom(\.custom)
  }

  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] { reachProblems() }
}

/// Whether a record is in use.
///
/// Inactive ones are kept for what refers to them.
public enum ActiveState: String, ClosedEnumeration {
  case active
  case inactive
}
