public import CRMCore

/// What kind of thing a customer wants from us.
///
/// An application adds its own.
public struct CaseType: OpenEnumeration {
  /// The name.
  public let rawValue: String

  /// Accepts any name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// They want to know something.
  public static let question = CaseType(rawValue: "question")
  /// Something does not work.
  public static let problem = CaseType(rawValue: "problem")
  /// They want something to be done.
  public static let request = CaseType(rawValue: "request")

  /// The names that are offered to people, in order.
  public static let known = [question, problem, request]
}
