public import CRMCore

/// What a service level promises a time for.
///
/// An application adds its own, and says in ``SLAItem/succeedsWhen`` when they are met.
public struct SLAMeasure: OpenEnumeration {
  /// The name.
  public let rawValue: String

  /// Accepts any name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The customer hears from somebody who works on the case: met by ``Case/firstRespondedAt``, and by a resolution.
  public static let firstResponse = SLAMeasure(rawValue: "firstResponse")
  /// The case is resolved.
  public static let resolution = SLAMeasure(rawValue: "resolution")

  /// The names that are offered to people, in order.
  public static let known = [firstResponse, resolution]

  /// When it is met, unless an item says otherwise; nil for those of an application.
  var succeedsWhen: Filter<Case>? {
    let isResolved: Filter<Case> = \.state == .resolved
    return switch self {
    case .firstResponse: \.firstRespondedAt != nil || isResolved
    case .resolution: isResolved
    default: nil
    }
  }

  /// When a case met it, as the case itself says; nil where it does not.
  func metAt(_ record: Case) -> Instant? {
    switch self {
    case .firstResponse: record.firstRespondedAt ?? record.resolvedAt
    case .resolution: record.resolvedAt
    default: nil
    }
  }
}
