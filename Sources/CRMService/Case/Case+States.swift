public import CRMCore

extension Case {
  /// Whether a case is open, and how it ended.
  public enum State: String, ClosedEnumeration {
    case active
    case resolved
    case canceled
  }

  /// How much a case matters.
  public enum Priority: String, ClosedEnumeration {
    case low
    case normal
    case high
    case urgent

    /// The place in their order.
    var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  }

  /// What a state means in detail.
  ///
  /// An application adds its own.
  public struct StatusReason: OpenEnumeration {
    /// The name.
    public let rawValue: String

    /// Accepts any name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Active: somebody works on it.
    public static let inProgress = StatusReason(rawValue: "inProgress")
    /// Active: nothing happens for now.
    public static let onHold = StatusReason(rawValue: "onHold")
    /// Active: the customer is to tell us something first.
    public static let waitingForDetails = StatusReason(rawValue: "waitingForDetails")
    /// Active: somebody looks for the reason.
    public static let researching = StatusReason(rawValue: "researching")
    /// Resolved: what was wrong is right.
    public static let problemSolved = StatusReason(rawValue: "problemSolved")
    /// Resolved: the customer knows what they wanted to know.
    public static let informationProvided = StatusReason(rawValue: "informationProvided")
    /// Canceled: nobody wants it any more.
    public static let canceled = StatusReason(rawValue: "canceled")
    /// Canceled: another case takes its place.
    public static let merged = StatusReason(rawValue: "merged")

    /// The names that are offered to people, in order.
    public static let known = [
      inProgress, onHold, waitingForDetails, researching, problemSolved, informationProvided, canceled, merged,
    ]

    /// The state that it belongs to; nil where the application decides.
    var state: State? {
      switch self {
      case .inProgress, .onHold, .waitingForDetails, .researching: .active
      case .problemSolved, .informationProvided: .resolved
      case .canceled, .merged: .canceled
      default: nil
      }
    }
  }
}
