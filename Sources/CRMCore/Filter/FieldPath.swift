/// The way from a record to a value: a field's name, or the names of references followed on the way, joined by points, as in
/// `account.parent.address.city`.
///
/// Behind a field of money, `amount` and `currency` are values of their own.
public struct FieldPath: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// The path as text.
  public let text: String

  /// Creates a path from its text.
  ///
  /// Whether it leads anywhere is checked where it is used.
  public init(_ text: String) { self.text = text }

  /// Creates it from a literal.
  public init(stringLiteral text: String) { self.text = text }

  /// The path that goes on from this one.
  public func appending(_ other: FieldPath) -> FieldPath { FieldPath(text + "." + other.text) }

  /// The names between the points.
  public var names: [Substring] { text.split(separator: ".", omittingEmptySubsequences: false) }

  /// In a condition on a list's elements: the element itself.
  public static let element: FieldPath = "it"

  /// The path as text.
  public var description: String { text }
}

extension FieldPath: Codable {
  /// Reads what was encoded.
  public init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }

  /// Writes what the initializer reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
