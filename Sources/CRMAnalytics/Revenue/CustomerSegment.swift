public import CRMCore
import Foundation

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
