extension UInt128 {
  /// Ten to the powers 0 to 38.
  static func powerOfTen(_ exponent: Int) -> UInt128 { powersOfTen[exponent] }

  private static let powersOfTen: [UInt128] = {
    var powers: [UInt128] = [1]
    for _ in 1...38 { powers.append((powers.last ?? 1) * 10) }
    return powers
  }()

  /// The quotient of a 256-bit number by this one, which is not zero, and the remainder.
  func dividing(
    wide dividend: (high: UInt128, low: UInt128)
  ) -> (quotient: (high: UInt128, low: UInt128), remainder: UInt128) {
    if dividend.high == 0 {
      let (low, remainder) = dividend.low.quotientAndRemainder(dividingBy: self)
      return ((0, low), remainder)
    }
    let (high, rest) = dividend.high.quotientAndRemainder(dividingBy: self)
    let (low, remainder) = dividingFullWidth((rest, dividend.low))
    return ((high, low), remainder)
  }
}

extension Int128 {
  /// Ten to the powers 0 to 38.
  static func powerOfTen(_ exponent: Int) -> Int128 { Int128(truncatingIfNeeded: UInt128.powerOfTen(exponent)) }
}
