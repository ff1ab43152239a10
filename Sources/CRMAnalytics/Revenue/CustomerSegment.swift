public import CRMCore
import Foundation

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

/// What customers have in common.
public enum CustomerSegment: Hashable, Sendable {
  /// It is not known.
  case unknown
  /// Their age.
  case age(AgeBand)
  /// The value of a field.
  case value(AnyValue)
}

extension CustomerSegment: Comparable {
  /// What is not known before all, then the younger before the older and smaller values before greater ones.
  public static func < (left: CustomerSegment, right: CustomerSegment) -> Bool {
    switch (left, right) {
    case (.age(let left), .age(let right)): left < right
    case (.value(let left), .value(let right)): AnyValue.ascending(left, right) == .orderedAscending
    default: left.rank < right.rank
    }
  }

  private var rank: Int {
    switch self {
    case .unknown: 0
    case .age: 1
    case .value: 2
    }
  }
}

extension CustomerSegment: CustomStringConvertible {
  /// The band or value as text; `-` where it is not known.
  public var description: String {
    switch self {
    case .unknown: "-"
    case .age(let band): band.description
    case .value(let value): value.text ?? "-"
    }
  }
}
