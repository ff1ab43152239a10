public import CRMCore

/// What customers are told apart by.
public struct CustomerDivision: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case age(AgeBands)
    /// The first of the values that is there.
    case first([FieldPath])
  }

  let kind: Kind

  /// By the age of the contact on the day of the purchase.
  public static func age(_ bands: AgeBands = .standard) -> CustomerDivision { CustomerDivision(kind: .age(bands)) }

  /// By the gender of the contact.
  public static let gender = field("contact.gender")

  /// By where the contact lives, or the account is where that is not known.
  public static func place(_ part: Place = .region) -> CustomerDivision {
    CustomerDivision(
      kind: .first(["contact", "account"].map { FieldPath("\($0).address.\(part.rawValue)") }))
  }

  /// By a field of the opportunity, or of what it refers to: `account.industry`.
  public static func field(_ path: FieldPath) -> CustomerDivision { CustomerDivision(kind: .first([path])) }

  /// A part of an address.
  public enum Place: String, Hashable, Sendable {
    case city
    case region
    case country
  }

  /// What is read of an opportunity.
  var paths: [FieldPath] {
    switch kind {
    case .age: ["contact.birthday"]
    case .first(let paths): paths
    }
  }

  /// What the values say that were read.
  func segment(_ values: ArraySlice<AnyValue>, on day: CalendarDate?) -> CustomerSegment {
    switch kind {
    case .age(let bands):
      guard let birthday = values.first?.day, let day else { return .unknown }
      return bands.band(bornOn: birthday, on: day).map(CustomerSegment.age) ?? .unknown
    case .first:
      return values.first { !$0.isNull && $0 != .text("") }.map(CustomerSegment.value) ?? .unknown
    }
  }
}
