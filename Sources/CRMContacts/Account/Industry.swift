public import CRMCore

/// What an account does for a living.
///
/// An application adds its own.
public struct Industry: OpenEnumeration {
  /// The name.
  public let rawValue: String

  /// Accepts any name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Selling goods to consumers.
  public static let retail = Industry(rawValue: "retail")
  /// Making software.
  public static let software = Industry(rawValue: "software")
  /// Technology other than software.
  public static let technology = Industry(rawValue: "technology")
  /// Health care and pharmaceuticals.
  public static let medical = Industry(rawValue: "medical")
  /// Banking, investment and insurance.
  public static let finance = Industry(rawValue: "finance")
  /// Telephone and data networks.
  public static let telecommunications = Industry(rawValue: "telecommunications")
  /// Advertising, events and the press.
  public static let marketing = Industry(rawValue: "marketing")
  /// Film, music, games and sport.
  public static let entertainment = Industry(rawValue: "entertainment")
  /// Hiring and placing people.
  public static let employment = Industry(rawValue: "employment")
  /// Other services.
  public static let services = Industry(rawValue: "services")

  /// The names that are offered to people, in order.
  public static let known = [
    retail, software, technology, medical, finance, telecommunications, marketing, entertainment, employment, services,
  ]
}
