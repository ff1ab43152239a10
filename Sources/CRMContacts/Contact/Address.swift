public import CRMCore

/// A postal address, as people write it.
public struct Address: FieldGroup {
  /// What it is used for.
  public var kind: ContactPoint.Kind?
  /// Street, number and what else stands above the city.
  public var street: String?
  /// The city.
  public var city: String?
  /// The state, province or region.
  public var region: String?
  /// The postal code.
  public var postalCode: String?
  /// The country.
  public var country: String?

  /// Creates a value that holds the defaults of its fields.
  public init() {}

  /// Whether nothing of it is known but its kind.
  public var isEmpty: Bool { [street, city, region, postalCode, country].allSatisfy { ($0 ?? "").isEmpty } }

  /// The declaration of the fields.
  public static let fields = GroupSchema<Address> { f in
    f("kind", \.kind)
    f("street", \.street, .personal)
    f("city", \.city, .indexed)
    f("region", \.region)
    f("postalCode", \.postalCode)
    f("country", \.country)
  }
}
