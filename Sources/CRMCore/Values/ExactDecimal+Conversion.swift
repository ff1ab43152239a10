public import Foundation

extension ExactDecimal {
  /// The same number.
  ///
  /// - Throws: ``ValueError/decimalOutOfRange`` where it needs too many digits, ``ValueError/malformedDecimal(_:)``
  ///   where it is not a number.
  public init(_ number: Decimal) throws(ValueError) {
    try self.init(number.description)
  }
}

extension Decimal {
  /// The same number; a `Decimal` holds every ``ExactDecimal``.
  public init(_ number: ExactDecimal) {
    // Two halves of at most 19 digits each.
    let (high, low) = number.magnitude.quotientAndRemainder(dividingBy: .powerOfTen(19))
    let digits = Decimal(sign: .plus, exponent: 19, significand: Decimal(UInt64(high))) + Decimal(UInt64(low))
    self.init(sign: number.isNegative ? .minus : .plus, exponent: -number.scale, significand: digits)
  }
}

extension Double {
  /// The nearest binary number, for statistics and drawing; never for money that is paid.
  public init(_ number: ExactDecimal) {
    if number.magnitude < 1 << 53 {
      // Both parts are exact, so the quotient is rounded once.
      self = Double(Int64(number.coefficient)) / Double(UInt128.powerOfTen(number.scale))
    } else {
      self = Double(number.description) ?? .nan
    }
  }
}
