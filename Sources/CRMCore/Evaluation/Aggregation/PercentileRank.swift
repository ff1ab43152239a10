/// Which value a percentile is, or between which two it lies: at the place (*n* − 1) × *p* / 100 of the sorted values, counted from 0
/// (Hyndman & Fan, “Sample quantiles in statistical packages”, 1996, type 7).
struct PercentileRank {
  private let percent: ExactDecimal

  /// - Throws: ``StoreError/invalidQuery(_:)`` when the percentage is not one of 0 to 100.
  init(_ percent: ExactDecimal) throws {
    guard percent >= 0, percent <= 100 else {
      throw StoreError.invalidQuery("there is no percentile \(percent); percentiles are 0 to 100")
    }
    self.percent = percent
  }

  /// The 50th.
  static let median = PercentileRank(whole: 50)

  private init(whole percent: Int64) { self.percent = ExactDecimal(percent) }

  /// The place among at least one value; nil where there are more than can be counted with the percentage's digits.
  func place(among count: Int) -> Place? {
    let divisor = 100 * Int128.powerOfTen(percent.scale)
    let (product, overflow) = Int128(count - 1).multipliedReportingOverflow(by: percent.coefficient)
    guard !overflow else { return nil }
    let (index, rest) = product.quotientAndRemainder(dividingBy: divisor)
    return Place(index: Int(index), next: Int(index) + (rest == 0 ? 0 : 1), rest: rest, divisor: divisor)
  }

  /// A value, or the way from one to the next.
  struct Place {
    /// The value at or before the place.
    let index: Int
    /// The value at or behind the place.
    let next: Int
    /// How far the place is on the way, as a numerator to ``divisor``.
    let rest: Int128
    let divisor: Int128

    /// The number at the place, times `unit`, rounded down, or to the nearest and a half to the even neighbour; nil on overflow.
    func interpolate(_ low: Int128, _ high: Int128, unit: Int128 = 1, roundedDown: Bool = false) -> Int128? {
      var sum = WideInteger(low, times: (divisor - rest) * unit)
      sum += WideInteger(high, times: rest * unit)
      return sum.divided(by: UInt128(divisor), roundedDown: roundedDown)
    }

    /// The number at the place, rounded to so many digits after the point, which are no fewer than either has; nil where it has more digits than
    /// there is room for.
    func interpolate(_ low: ExactDecimal, _ high: ExactDecimal, scale: Int) -> ExactDecimal? {
      // Weighed, 38 digits before the point and 18 behind it still are 76 of 256 bits' 77.
      var sum = WideInteger(low.coefficient, times: (divisor - rest) * .powerOfTen(scale - low.scale))
      sum += WideInteger(high.coefficient, times: rest * .powerOfTen(scale - high.scale))
      let (isNegative, magnitude) = sum.quotient(by: UInt128(divisor))
      return try? ExactDecimal(isNegative: isNegative, wide: magnitude, scale: scale)
    }

    /// The number at the place.
    func interpolate(_ low: Double, _ high: Double) -> Double {
      let way = Double(rest) / Double(divisor)
      let step = high - low
      guard step.isFinite else { return low * (1 - way) + high * way }
      return way < 0.5 ? low + step * way : high - step * (1 - way)
    }
  }
}
