public import CRMCore

/// What somebody is written to or called for.
///
/// An application adds its own.
public struct ContactPurpose: OpenEnumeration {
  /// The name.
  public let rawValue: String

  /// Accepts any name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// What they have to get: an invoice, a password, a notice of delivery.
  public static let transactional = ContactPurpose(rawValue: "transactional")
  /// What they have asked about: a case, an order.
  public static let service = ContactPurpose(rawValue: "service")
  /// What we would like to sell.
  public static let marketing = ContactPurpose(rawValue: "marketing")
  /// What we would like to know.
  public static let survey = ContactPurpose(rawValue: "survey")

  /// The names that are offered to people, in order.
  public static let known = [transactional, service, marketing, survey]
}
