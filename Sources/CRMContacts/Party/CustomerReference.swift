public import CRMCore

/// A reference to an account or a contact, whichever it is.
///
/// Declared with `SchemaBuilder.group` it gives a record two references, of which one leads somewhere: `customer.account` and
/// `customer.contact`. What it belongs to goes with the account or contact.
public struct CustomerReference: FieldGroup {
  /// The account.
  public var account: Account.ID?
  /// The contact.
  public var contact: Contact.ID?

  /// Creates a value that holds the defaults of its fields.
  public init() {}

  /// Refers to an account or a contact.
  public init<C: CustomerRecord>(_ id: RecordID<C>) {
    self.init(id.party)
  }

  /// Refers to a record, when it is an account or a contact.
  package init(key: RecordKey) {
    if key.entity == Account.entity { account = Account.ID(key.id) }
    if key.entity == Contact.entity { contact = Contact.ID(key.id) }
  }

  /// Refers to a party, when it is an account or a contact.
  init(_ party: Party) {
    if case .account(let id) = party { account = id }
    if case .contact(let id) = party { contact = id }
  }

  /// The record that it leads to; nil unless there is exactly one.
  public var key: RecordKey? {
    switch (account, contact) {
    case (let account?, nil): account.key
    case (nil, let contact?): contact.key
    default: nil
    }
  }

  /// The party that it leads to; nil unless there is exactly one.
  public var party: Party? {
    switch (account, contact) {
    case (let account?, nil): .account(account)
    case (nil, let contact?): .contact(contact)
    default: nil
    }
  }

  /// The declaration of the fields.
  public static let fields = GroupSchema<CustomerReference> { f in
    f("account", \.account, onDelete: .cascade)
    f("contact", \.contact, onDelete: .cascade)
  }

  /// What is wrong with it, as a field of that name.
  func problems(_ field: String) -> [FieldProblem] {
    key == nil ? [FieldProblem(field, "must be an account or a contact, and not both")] : []
  }

  /// The condition that a record of this name refers to the same.
  package func isReferred(by field: String) -> FilterExpression {
    switch party {
    case .account(let id): .compare(FieldPath(field + ".account"), .equal, id.anyValue)
    case .contact(let id): .compare(FieldPath(field + ".contact"), .equal, id.anyValue)
    default: .constant(false)
    }
  }
}
