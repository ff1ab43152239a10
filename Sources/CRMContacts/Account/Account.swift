public import CRMCore

/// An organization that one does business with: a customer, a partner, a supplier.
public struct Account: Record {
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
  /// The main telephone number.
  public var phone: String?
  /// The postal address.
  public var address = Address()
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
    f("parent", \.parent, onDelete: .nullify)
    f("owner", \.owner, onDelete: .restrict)
    f("revenue", \.revenue)
    f("employees", \.employees)
    f("foundedYear", \.foundedYear)
    f("country", \.country, .indexed)
    f("website", \.website)
    f("phone", \.phone)
    f.group("address", \.address)
    f("state", \.state)
    f("externalID", \.externalID, .unique)
    f.custom(\.custom)
  }

  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] {
    parent == id ? [FieldProblem("parent", "is the account itself")] : []
  }
}

/// Whether a record is in use.
///
/// Inactive ones are kept for what refers to them.
public enum ActiveState: String, ClosedEnumeration {
  case active
  case inactive
}
