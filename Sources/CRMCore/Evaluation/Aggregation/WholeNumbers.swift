/// Figures of whole numbers that are at hand, by the rules of an ``AggregateQuery``.
extension [Int64] {
  /// The exact sum over the count, rounded half-even; nil of none.
  ///
  /// - Parameter digits: How many digits after the point, 0 to 18.
  /// - Throws: ``ValueError/decimalOutOfRange``.
  package func average(digits: Int = AggregateQuery.averageDigits) throws -> ExactDecimal? {
    guard !isEmpty else { return nil }
    let sum = reduce(Int128(0)) { $0 + Int128($1) }
    return try ExactDecimal(coefficient: sum, scale: 0).divided(
      by: ExactDecimal(Int64(count)), scale: digits, rounding: .halfEven)
  }

  /// The value below which so many percent lie, as ``Measure/percentile(_:_:)``; nil of none.
  ///
  /// - Parameters:
  ///   - percent: 0 to 100.
  ///   - digits: How many digits after the point, 0 to 18.
  /// - Throws: ``StoreError/invalidQuery(_:)``, ``ValueError/decimalOutOfRange``.
  package func percentile(_ percent: ExactDecimal, digits: Int = AggregateQuery.averageDigits) throws -> ExactDecimal? {
    let rank = try PercentileRank(percent)
    guard !isEmpty else { return nil }
    let sorted = sorted()
    guard let place = rank.place(among: count),
      let figure = place.interpolate(
        Int128(sorted[place.index]), Int128(sorted[place.next]), unit: .powerOfTen(digits))
    else { throw ValueError.decimalOutOfRange }
    return try ExactDecimal(coefficient: figure, scale: digits)
  }
}
