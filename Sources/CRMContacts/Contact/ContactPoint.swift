public import CRMCore

/// One of the e-mail addresses or telephone numbers of an account or a contact.
public struct ContactPoint: FieldGroup {
  /// What it is used for.
  public var kind = Kind.work
  /// The address or number, as it was given.
  public var value = ""

  /// What an address, postal ones too, or a number is used for.
  ///
  /// An application adds its own.
  public struct Kind: OpenEnumeration {
    /// The name.
    public let rawValue: String

    /// Accepts any name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// At work.
    public static let work = Kind(rawValue: "work")
    /// At home.
    public static let home = Kind(rawValue: "home")
    /// In the pocket.
    public static let mobile = Kind(rawValue: "mobile")
    /// Where invoices go.
    public static let billing = Kind(rawValue: "billing")
    /// Where goods go.
    public static let shipping = Kind(rawValue: "shipping")
    /// Anything else.
    public static let other = Kind(rawValue: "other")

    /// The names that are offered to people, in order.
    public static let known = [work, home, mobile, billing, shipping, other]
  }

  /// Creates a value that holds the defaults of its fields.
  public init() {}

  /// Creates an address or number of a kind.
  public init(_ value: String, kind: Kind = .work) {
    self.value = value
    self.kind = kind
  }

  /// What an e-mail address or telephone number is found by; nil when it can be neither.
  static func key(of address: String) -> String? {
    address.contains("@") ? EmailAddress(address).key : PhoneNumber(address).key
  }

  /// The declaration of the fields.
  public static let fields = GroupSchema<ContactPoint> { f in
    f("kind", \.kind)
    f("value", \.value, .personal)
  }
}
