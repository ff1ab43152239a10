public import CRMCore

/// Somebody who takes part in something: an account, a contact, a user, or an address of which it is not known whose it is.
public enum Party: Hashable, Sendable {
  /// An organization that one does business with.
  case account(Account.ID)
  /// A person that one does business with.
  case contact(Contact.ID)
  /// One of the CRM's own users.
  case user(User.ID)
  /// An e-mail address or telephone number of somebody unknown.
  case address(String)

  /// The record; nil for an address.
  public var key: RecordKey? {
    switch self {
    case .account(let id): id.key
    case .contact(let id): id.key
    case .user(let id): id.key
    case .address: nil
    }
  }
}

/// What can stand where a party is asked for: a ``Party``, and the identifier of an account, a contact or a user.
public protocol PartyRepresentable: Sendable {
  /// The party that is meant.
  var party: Party { get }
}

extension Party: PartyRepresentable {
  /// The party itself.
  public var party: Party { self }
}

/// A record that can be a party: an account, a contact, a user.
public protocol PartyRecord: Record {
  /// The party that an identifier names.
  static func party(_ id: RecordID<Self>) -> Party

  /// The name that people know them by.
  var name: String { get }
}

extension RecordID: PartyRepresentable where R: PartyRecord {
  /// The party that the identifier names.
  public var party: Party { R.party(self) }
}

extension Account {
  /// The party that an identifier names.
  public static func party(_ id: RecordID<Account>) -> Party { .account(id) }
}

extension Contact {
  /// The party that an identifier names.
  public static func party(_ id: RecordID<Contact>) -> Party { .contact(id) }
}

extension User: PartyRecord {
  /// The party that an identifier names.
  public static func party(_ id: RecordID<User>) -> Party { .user(id) }
}
