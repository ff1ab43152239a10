/// A signed 256-bit integer: wide enough that sums and products of exact numbers keep every digit until they are rounded once.
struct WideInteger {
  private var high: Int128
  private var low: UInt128

  static let zero = WideInteger(0)

  init(_ value: Int128) {
    high = value < 0 ? -1 : 0
    low = UInt128(truncatingIfNeeded: value)
  }

  /// The product, which always fits.
  init(_ left: Int128, times right: Int128) {
    (high, low) = left.multipliedFullWidth(by: right)
  }

  /// Adds a number.
  ///
  /// 2⁶³ numbers of a decimal's size, with 18 digits after the point, don't overflow.
  static func += (left: inout WideInteger, right: WideInteger) {
    let (low, carry) = left.low.addingReportingOverflow(right.low)
    left.low = low
    left.high = left.high &+ right.high &+ (carry ? 1 : 0)
  }

  /// The quotient by a positive number, rounded down, or to the nearest and a half to the even neighbour; nil where it does not fit 128
  /// bits.
  func divided(by divisor: UInt128, roundedDown: Bool = false) -> Int128? {
    let quotient = quotient(by: divisor, roundedDown: roundedDown)
    guard quotient.magnitude.high == 0, let value = Int128(exactly: quotient.magnitude.low) else { return nil }
    return quotient.isNegative ? -value : value
  }

  /// The same with as many digits as there are.
  func quotient(
    by divisor: UInt128, roundedDown: Bool = false
  ) -> (isNegative: Bool, magnitude: (high: UInt128, low: UInt128)) {
    let isNegative = high < 0
    var magnitude = (high: UInt128(truncatingIfNeeded: high), low: low)
    if isNegative {
      magnitude = (~magnitude.high &+ (magnitude.low == 0 ? 1 : 0), ~magnitude.low &+ 1)
    }
    var (quotient, remainder) = divisor.dividing(wide: magnitude)
    let rest = divisor - remainder
    let isNearerAbove = remainder > rest || (remainder == rest && quotient.low & 1 == 1)
    if roundedDown ? isNegative && remainder > 0 : isNearerAbove {
      quotient = (quotient.high + (quotient.low == .max ? 1 : 0), quotient.low &+ 1)
    }
    return (isNegative, quotient)
  }
}
