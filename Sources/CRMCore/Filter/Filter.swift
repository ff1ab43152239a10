/// A condition on records of one type: written with operators on key paths or fields, one small value underneath.
///
/// ```swift
/// let retail: Filter<Opportunity> = \.state == .won && \.account / \.industry == .retail
/// ```
///
/// Write more than three conditions with the builder, one a line, which keeps compile times and error messages short:
///
/// ```swift
/// Filter<Opportunity> {
///   $0.state == .won
///   $0.account.industry == .retail
///   $0.name.contains("GTX")
/// }
/// ```
public struct Filter<R: Record>: Hashable, Sendable {
  /// The condition without its type.
  public let expression: FilterExpression

  /// Gives a condition the type of the records that it is meant for.
  ///
  /// It is checked where it is used.
  public init(_ expression: FilterExpression) { self.expression = expression }

  /// All of the conditions that the closure lists.
  public init(@FilterBuilder<R> matching conditions: (RecordFields<R>) -> Filter<R>) {
    self = conditions(RecordFields())
  }

  /// Every record.
  public static var all: Filter { Filter(.constant(true)) }

  /// Both conditions hold.
  public static func && (left: Filter, right: Filter) -> Filter { Filter(left.expression && right.expression) }

  /// One of the conditions holds.
  public static func || (left: Filter, right: Filter) -> Filter { Filter(left.expression || right.expression) }

  /// The condition does not hold.
  public static prefix func ! (filter: Filter) -> Filter { Filter(!filter.expression) }
}

extension Filter: Codable {
  /// Reads what was encoded.
  public init(from decoder: any Decoder) throws { expression = try FilterExpression(from: decoder) }

  /// Writes what the initializer reads.
  public func encode(to encoder: any Encoder) throws { try expression.encode(to: encoder) }
}

/// Collects conditions, one a line, all of which must hold.
@resultBuilder
public enum FilterBuilder<R: Record> {
  /// One condition.
  public static func buildExpression(_ filter: Filter<R>) -> Filter<R> { filter }

  /// All of the conditions.
  public static func buildBlock(_ filters: Filter<R>...) -> Filter<R> { buildArray(filters) }

  /// The conditions of a loop, all of which must hold.
  public static func buildArray(_ filters: [Filter<R>]) -> Filter<R> { filters.reduce(.all) { $0 && $1 } }

  /// A condition behind an `if`; no limit when it is not met.
  public static func buildOptional(_ filter: Filter<R>?) -> Filter<R> { filter ?? .all }

  /// The condition of a first branch.
  public static func buildEither(first filter: Filter<R>) -> Filter<R> { filter }

  /// The condition of a second branch.
  public static func buildEither(second filter: Filter<R>) -> Filter<R> { filter }
}
