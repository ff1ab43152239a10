extension ExactDecimal {
  /// The exact sum.
  ///
  /// - Throws: ``ValueError/decimalOutOfRange``.
  public func adding(_ other: ExactDecimal) throws(ValueError) -> ExactDecimal {
    let scale = max(scale, other.scale)
    let (left, right) = (try digits(atScale: scale), try other.digits(atScale: scale))
    if isNegative == other.isNegative {
      let (sum, overflow) = left.addingReportingOverflow(right)
      if overflow { throw .decimalOutOfRange }
      return try ExactDecimal(isNegative: isNegative, magnitude: sum, scale: scale)
    }
    return left >= right
      ? try ExactDecimal(isNegative: isNegative, magnitude: left - right, scale: scale)
      : try ExactDecimal(isNegative: other.isNegative, magnitude: right - left, scale: scale)
  }

  /// The exact difference.
  ///
  /// - Throws: ``ValueError/decimalOutOfRange``.
  public func subtracting(_ other: ExactDecimal) throws(ValueError) -> ExactDecimal {
    try adding(-other)
  }

  /// The exact product.
  ///
  /// - Throws: ``ValueError/decimalOutOfRange``, also where the product has more than 18 digits after the point;
  ///   ``multiplied(by:scale:rounding:)`` rounds it.
  public func multiplied(by other: ExactDecimal) throws(ValueError) -> ExactDecimal {
    let product = magnitude.multipliedFullWidth(by: other.magnitude)
    return try ExactDecimal(isNegative: isNegative != other.isNegative, wide: product, scale: scale + other.scale)
  }

  /// The product, rounded to so many digits after the point, 0 to 18.
  ///
  /// - Throws: ``ValueError/decimalOutOfRange``, ``ValueError/scaleOutOfRange(_:)``.
  public func multiplied(
    by other: ExactDecimal, scale: Int, rounding: DecimalRounding
  ) throws(ValueError) -> ExactDecimal {
    try Self.check(scale: scale)
    let surplus = self.scale + other.scale - scale
    if surplus <= 0 { return try multiplied(by: other) }
    let product = magnitude.multipliedFullWidth(by: other.magnitude)
    let divisor = UInt128.powerOfTen(surplus)
    let (quotient, remainder) = divisor.dividing(wide: product)
    return try Self.rounded(
      isNegative: isNegative != other.isNegative, quotient: quotient,
      remainder: DecimalRemainder(remainder, of: divisor), scale: scale, rounding: rounding)
  }

  /// The quotient, rounded to so many digits after the point, 0 to 18.
  ///
  /// - Throws: ``ValueError/divisionByZero``, ``ValueError/decimalOutOfRange``, ``ValueError/scaleOutOfRange(_:)``.
  public func divided(
    by divisor: ExactDecimal, scale: Int, rounding: DecimalRounding
  ) throws(ValueError) -> ExactDecimal {
    try Self.check(scale: scale)
    guard divisor.coefficient != 0 else { throw .divisionByZero }
    let isNegative = isNegative != divisor.isNegative
    let missing = scale - self.scale + divisor.scale
    if missing < 0 {
      // The divisor times a power of ten may not fit, so it divides in two steps; both remainders decide.
      let (first, firstRemainder) = magnitude.quotientAndRemainder(dividingBy: divisor.magnitude)
      let power = UInt128.powerOfTen(-missing)
      let (quotient, rest) = first.quotientAndRemainder(dividingBy: power)
      var remainder = DecimalRemainder(rest, of: power)
      if firstRemainder != 0 {
        if remainder == .zero { remainder = .belowHalf }
        if remainder == .half { remainder = .aboveHalf }
      }
      return try Self.rounded(
        isNegative: isNegative, quotient: (0, quotient), remainder: remainder, scale: scale, rounding: rounding)
    }
    let dividend = magnitude.multipliedFullWidth(by: .powerOfTen(missing))
    let (quotient, remainder) = divisor.magnitude.dividing(wide: dividend)
    return try Self.rounded(
      isNegative: isNegative, quotient: quotient,
      remainder: DecimalRemainder(remainder, of: divisor.magnitude), scale: scale, rounding: rounding)
  }

  /// The number with at most so many digits after the point, 0 to 18.
  ///
  /// - Throws: ``ValueError/scaleOutOfRange(_:)``.
  public func rounded(toScale scale: Int, _ rounding: DecimalRounding) throws(ValueError) -> ExactDecimal {
    try Self.check(scale: scale)
    if scale >= self.scale { return self }
    let divisor = UInt128.powerOfTen(self.scale - scale)
    let (quotient, remainder) = magnitude.quotientAndRemainder(dividingBy: divisor)
    return try Self.rounded(
      isNegative: isNegative, quotient: (0, quotient),
      remainder: DecimalRemainder(remainder, of: divisor), scale: scale, rounding: rounding)
  }

  /// The exact sum, as ``adding(_:)``.
  public static func + (left: ExactDecimal, right: ExactDecimal) throws(ValueError) -> ExactDecimal {
    try left.adding(right)
  }

  /// The exact difference, as ``subtracting(_:)``.
  public static func - (left: ExactDecimal, right: ExactDecimal) throws(ValueError) -> ExactDecimal {
    try left.subtracting(right)
  }

  /// The exact product, as ``multiplied(by:)``.
  public static func * (left: ExactDecimal, right: ExactDecimal) throws(ValueError) -> ExactDecimal {
    try left.multiplied(by: right)
  }

  /// The number of the opposite sign, which always fits.
  public static prefix func - (number: ExactDecimal) -> ExactDecimal {
    ExactDecimal(negating: number)
  }

  private static func check(scale: Int) throws(ValueError) {
    guard scale >= 0, scale <= maximumScale else { throw .scaleOutOfRange(scale) }
  }

  private static func rounded(
    isNegative: Bool, quotient: (high: UInt128, low: UInt128), remainder: DecimalRemainder, scale: Int,
    rounding: DecimalRounding
  ) throws(ValueError) -> ExactDecimal {
    let grows = rounding.roundsUp(isNegative: isNegative, isOdd: quotient.low & 1 == 1, remainder: remainder)
    let (low, carry) = quotient.low.addingReportingOverflow(grows ? 1 : 0)
    // The high half of a quotient of what our numbers hold is far from its own overflow.
    let high = quotient.high + (carry ? 1 : 0)
    return try ExactDecimal(isNegative: isNegative, wide: (high, low), scale: scale)
  }

  /// The digits with zeros up to a scale that is not less than the number's own.
  func digits(atScale target: Int) throws(ValueError) -> UInt128 {
    if target == scale { return magnitude }
    let (digits, overflow) = magnitude.multipliedReportingOverflow(by: .powerOfTen(target - scale))
    if overflow { throw .decimalOutOfRange }
    return digits
  }
}
