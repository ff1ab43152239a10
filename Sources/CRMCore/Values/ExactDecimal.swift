/// An exact decimal number of at most 38 digits in all and 18 after the point: a unit price, a rate, a percentage.
///
/// Nothing is ever rounded unless a rounding is named, and what does not fit throws, so that sums agree on every store.
/// Operators throw as well:
///
/// ```swift
/// let total = try price * quantity - discount
/// let share = try total.divided(by: 3, scale: 2, rounding: .halfEven)
/// ```
public struct ExactDecimal: Hashable, Sendable {
  // Without trailing zeros after the point, so that equal numbers are equal bit by bit.
  package let coefficient: Int128
  private let storedScale: UInt8

  /// The number of digits after the point that the number needs, 0 to 18.
  public var scale: Int { Int(storedScale) }

  /// The most digits that a number may have after the point.
  public static let maximumScale = 18

  /// The first coefficient with too many digits.
  static let limit = UInt128.powerOfTen(38)

  /// Zero.
  public static let zero = ExactDecimal(Int64(0))

  /// The whole number.
  public init(_ number: Int64) {
    coefficient = Int128(number)
    storedScale = 0
  }

  /// The coefficient divided by ten to the power of the scale.
  ///
  /// - Throws: ``ValueError/decimalOutOfRange``, ``ValueError/scaleOutOfRange(_:)`` for a scale outside 0 to 18.
  package init(coefficient: Int128, scale: Int) throws(ValueError) {
    guard scale >= 0, scale <= Self.maximumScale else { throw .scaleOutOfRange(scale) }
    try self.init(isNegative: coefficient < 0, magnitude: coefficient.magnitude, scale: scale)
  }

  /// A number by its sign, digits and scale, which is at most 18.
  init(isNegative: Bool, magnitude: UInt128, scale: Int) throws(ValueError) {
    let (digits, scale) = Self.withoutTrailingZeros(magnitude, scale: scale)
    guard digits < Self.limit else { throw .decimalOutOfRange }
    coefficient = isNegative ? -Int128(digits) : Int128(digits)
    storedScale = UInt8(scale)
  }

  /// A number by its sign, its digits in 256 bits, and its scale; zeros at the end go where they must.
  init(isNegative: Bool, wide: (high: UInt128, low: UInt128), scale: Int) throws(ValueError) {
    var (digits, scale) = (wide, scale)
    while digits.high != 0 || scale > Self.maximumScale {
      let (quotient, remainder) = UInt128(10).dividing(wide: digits)
      guard scale > 0, remainder == 0 else { throw .decimalOutOfRange }
      (digits, scale) = (quotient, scale - 1)
    }
    try self.init(isNegative: isNegative, magnitude: digits.low, scale: scale)
  }

  /// Whole minor units of a currency with so many digits, at most 9; these always fit.
  init(minorUnits: Int64, digits: Int) {
    let (magnitude, scale) = Self.withoutTrailingZeros(UInt128(minorUnits.magnitude), scale: digits)
    coefficient = minorUnits < 0 ? -Int128(magnitude) : Int128(magnitude)
    storedScale = UInt8(scale)
  }

  /// The number of the opposite sign.
  init(negating other: ExactDecimal) {
    coefficient = -other.coefficient
    storedScale = other.storedScale
  }

  private static func withoutTrailingZeros(_ magnitude: UInt128, scale: Int) -> (UInt128, Int) {
    if scale == 0 { return (magnitude, 0) }
    if magnitude == 0 { return (0, 0) }
    var (digits, scale) = (magnitude, scale)
    while scale > 0, digits > UInt128(UInt64.max) {
      let (quotient, remainder) = digits.quotientAndRemainder(dividingBy: 10)
      if remainder != 0 { return (digits, scale) }
      (digits, scale) = (quotient, scale - 1)
    }
    // Most numbers are small, and 64 bits divide ten times faster.
    guard var small = UInt64(exactly: digits) else { return (digits, scale) }
    while scale > 0, small % 10 == 0 { (small, scale) = (small / 10, scale - 1) }
    return (UInt128(small), scale)
  }

  /// The digits before the point and those after it, the latter at the number's scale.
  var wholeAndFractionDigits: (UInt128, UInt128) {
    magnitude.quotientAndRemainder(dividingBy: .powerOfTen(scale))
  }

  var isNegative: Bool { coefficient < 0 }

  var magnitude: UInt128 { coefficient.magnitude }
}

extension ExactDecimal: ExpressibleByIntegerLiteral {
  /// The whole number of a literal.
  public init(integerLiteral value: Int64) {
    self.init(value)
  }
}

extension ExactDecimal: Comparable {
  /// Whether the left number is smaller.
  public static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
    let scale = max(left.scale, right.scale)
    let (leftDigits, leftOverflow) = left.coefficient.multipliedReportingOverflow(by: .powerOfTen(scale - left.scale))
    let (rightDigits, rightOverflow) = right.coefficient.multipliedReportingOverflow(
      by: .powerOfTen(scale - right.scale))
    // At most one overflows, and that one is the greater by its magnitude.
    if leftOverflow { return left.isNegative }
    if rightOverflow { return !right.isNegative }
    return leftDigits < rightDigits
  }
}
