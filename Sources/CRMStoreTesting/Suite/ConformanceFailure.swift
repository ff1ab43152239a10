/// Something that a store did otherwise than promised.
public struct ConformanceFailure: Hashable, Sendable, CustomStringConvertible {
  /// The group of the check.
  public let group: ConformanceGroup
  /// The check: the promise in a sentence.
  public let check: String
  /// What was expected and what was found.
  public let message: String

  /// Describes a failure.
  public init(group: ConformanceGroup, check: String, message: String) {
    self.group = group
    self.check = check
    self.message = message
  }

  /// The group, the check and the message.
  public var description: String { "\(group.rawValue): \(check): \(message)" }
}
