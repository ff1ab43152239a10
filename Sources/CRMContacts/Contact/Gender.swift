public import CRMCore

/// A person's gender, as they state it.
///
/// An application adds its own.
public struct Gender: OpenEnumeration {
  /// The name.
  public let rawValue: String

  /// Accepts any name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Female.
  public static let female = Gender(rawValue: "female")
  /// Male.
  public static let male = Gender(rawValue: "male")
  /// Neither of the two.
  public static let other = Gender(rawValue: "other")

  /// The names that are offered to people, in order.
  public static let known = [female, male, other]
}
