extension UInt128 {
  /// Ten to the powers 0 to 38.
  static func powerOfTen(_ exponent: Int) -> UInt128 { powersOfTen[exponent] }

  private static let powersOfTen: [UInt128] = {
    var powers: [UInt128] = [1]
    for _ in 1...38 { powers.append((powers.last ?? 1) * 10) }
    return powers
  }()

  /// The quotient of a 256-bit number, nil where it does not fit 128 bits; the divisor is not zero.
  static func quotient(
    of dividend: (high: UInt128, low: UInt128), by divisor: UInt128
  ) -> (quotient: UInt128, remainder: UInt128)? {
    if dividend.high == 0 { return dividend.low.quotientAndRemainder(dividingBy: divisor) }
    guard dividend.high < divisor else { return nil }
    return divisor.dividingFullWidth(dividend)
  }
}

extension Int128 {
  /// Ten to the powers 0 to 38.
  static func powerOfTen(_ exponent: Int) -> Int128 { Int128(truncatingIfNeeded: UInt128.powerOfTen(exponent)) }
}
