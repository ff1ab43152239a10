public import CRMCore

/// One who took part in an interaction, and as what.
public struct InteractionParty: FieldGroup {
  /// As what they took part.
  public var role = Role.participant
  /// The account, when it is one.
  public var account: Account.ID?
  /// The contact, when it is one.
  public var contact: Contact.ID?
  /// The user, when it is one.
  public var user: User.ID?
  /// The e-mail address or telephone number that was used; all that is known of a party who is none of these.
  public var address: String?
  /// The name at the time: it stays when the record goes.
  public var name: String?

  /// As what somebody took part.
  ///
  /// An application adds its own.
  public struct Role: OpenEnumeration {
    /// The name.
    public let rawValue: String

    /// Accepts any name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Who called, wrote or sent.
    public static let from = Role(rawValue: "from")
    /// Who was called, or written to.
    public static let to = Role(rawValue: "to")
    /// Who got a copy.
    public static let cc = Role(rawValue: "cc")
    /// Who got a copy that the others don't know of.
    public static let bcc = Role(rawValue: "bcc")
    /// Who was there.
    public static let participant = Role(rawValue: "participant")
    /// Who had asked for it.
    public static let organizer = Role(rawValue: "organizer")

    /// The names that are offered to people, in order.
    public static let known = [from, to, cc, bcc, participant, organizer]
  }

  /// Creates a value that holds the defaults of its fields.
  public init() {}

  /// Somebody in a role.
  public init(_ party: some PartyRepresentable, as role: Role, name: String? = nil, address: String? = nil) {
    self.role = role
    self.name = name
    self.address = address
    self.party = party.party
  }

  /// Who it is; nil when nothing is known.
  ///
  /// Writing it leaves the address that was used as it is.
  public var party: Party? {
    get {
      if let contact { return .contact(contact) }
      if let account { return .account(account) }
      if let user { return .user(user) }
      return address.map(Party.address)
    }
    set {
      (account, contact, user) = (nil, nil, nil)
      switch newValue {
      case .account(let id): account = id
      case .contact(let id): contact = id
      case .user(let id): user = id
      case .address(let text): address = text
      case nil: break
      }
    }
  }

  /// What an address is found by, while it is not known whose it is.
  var unresolvedKey: String? {
    guard case .address(let text) = party else { return nil }
    return ContactPoint.key(of: text)
  }

  /// The declaration of the fields.
  public static let fields = GroupSchema<InteractionParty> { f in
    f("role", \.role)
    f("account", \.account)
    f("contact", \.contact)
    f("user", \.user)
    f("address", \.address, .personal)
    f("name", \.name, .personal)
  }
}
