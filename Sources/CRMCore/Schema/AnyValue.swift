public import Foundation

/// The value of a field whose type is known only while the program runs.
///
/// Enumerations are their name as `text`. Equality is exact: `integer(1)` is not `decimal(1)`; a filter converts its literals
/// to the field's type once, when it is checked.
public enum AnyValue: Hashable, Sendable {
  /// Nothing.
  case null
  /// Text, or the name of an enumeration's case.
  case text(String)
  /// A 64-bit integer.
  case integer(Int64)
  /// An exact decimal.
  case decimal(ExactDecimal)
  /// A finite floating-point number.
  case number(Double)
  /// True or false.
  case boolean(Bool)
  /// An amount of minor units in a currency.
  case money(Money)
  /// An amount with digits beyond the currency's minor unit: an average, never a field's value.
  case amount(ExactDecimal, Currency)
  /// A day of the calendar.
  case date(CalendarDate)
  /// A moment in time.
  case instant(Instant)
  /// A length of time.
  case duration(Duration)
  /// The identifier of another record.
  case reference(Identifier)
  /// Values in an order.
  case list([AnyValue])
  /// A list's element with fields of its own.
  case group([String: AnyValue])

  /// Whether there is no value.
  public var isNull: Bool { self == .null }
}

// Not by nil: in an optional context that would make a value of what was meant to be none.
extension AnyValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
  /// Creates it from a literal.
  public init(stringLiteral value: String) { self = .text(value) }
  /// Creates it from a literal.
  public init(integerLiteral value: Int64) { self = .integer(value) }
  /// Creates it from a literal.
  public init(booleanLiteral value: Bool) { self = .boolean(value) }
}

extension AnyValue {
  /// Compares two values of one field in the order that sorting uses: nil first, then by the type's order.
  ///
  /// Money is ordered by currency before amount, so that the order is total. Values of different types are
  /// ordered by type.
  public static func ascending(_ left: AnyValue, _ right: AnyValue) -> ComparisonResult {
    switch (left, right) {
    case (.text(let left), .text(let right)): order(left, right)
    case (.integer(let left), .integer(let right)): order(left, right)
    case (.decimal(let left), .decimal(let right)): order(left, right)
    case (.number(let left), .number(let right)): order(left, right)
    case (.boolean(let left), .boolean(let right)): order(left ? 1 : 0, right ? 1 : 0)
    case (.date(let left), .date(let right)): order(left, right)
    case (.instant(let left), .instant(let right)): order(left, right)
    case (.duration(let left), .duration(let right)): order(left, right)
    case (.reference(let left), .reference(let right)): order(left, right)
    case (.money(let left), .money(let right)):
      left.currency == right.currency
        ? order(left.minorUnits, right.minorUnits) : order(left.currency, right.currency)
    case (.amount(let left, let leftCurrency), .amount(let right, let rightCurrency)):
      leftCurrency == rightCurrency ? order(left, right) : order(leftCurrency, rightCurrency)
    case (.list(let left), .list(let right)): order(left, right)
    default: order(left.rank, right.rank)
    }
  }

  private static func order<T: Comparable>(_ left: T, _ right: T) -> ComparisonResult {
    left < right ? .orderedAscending : left == right ? .orderedSame : .orderedDescending
  }

  /// Text is ordered by the bytes of its normal form C, which both sides are in.
  private static func order(_ left: String, _ right: String) -> ComparisonResult {
    if left.utf8.elementsEqual(right.utf8) { return .orderedSame }
    return left.utf8.lexicographicallyPrecedes(right.utf8) ? .orderedAscending : .orderedDescending
  }

  private static func order(_ left: [AnyValue], _ right: [AnyValue]) -> ComparisonResult {
    for (left, right) in zip(left, right) {
      let result = ascending(left, right)
      if result != .orderedSame { return result }
    }
    return order(left.count, right.count)
  }

  private var rank: Int {
    switch self {
    case .null: 0
    case .boolean: 1
    case .integer: 2
    case .decimal: 3
    case .number: 4
    case .money: 5
    case .amount: 6
    case .date: 7
    case .instant: 8
    case .duration: 9
    case .text: 10
    case .reference: 11
    case .list: 12
    case .group: 13
    }
  }
}
