/// One thing that is wrong with one field of a record.
public struct FieldProblem: Hashable, Sendable, CustomStringConvertible {
  /// The field's name, such as `address.city`.
  public let field: String
  /// What is wrong and what to do, without the field's name: `is required`.
  public let reason: String

  /// Creates a problem of a field.
  public init(_ field: String, _ reason: String) {
    self.field = field
    self.reason = reason
  }

  /// The field and the reason: `name is required`.
  public var description: String { "\(field) \(reason)" }
}
