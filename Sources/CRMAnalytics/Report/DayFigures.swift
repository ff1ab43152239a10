public import CRMCore

/// How many days something took, over several times.
public struct DayFigures: Hashable, Sendable {
  /// Of how many times it is known.
  public let count: Int
  /// The exact sum over the count, rounded half-even to four digits; nil of none.
  public let average: ExactDecimal?
  /// The fewest days.
  public let minimum: Int?
  /// The most days.
  public let maximum: Int?
  /// The days that so many percent of all times took at most, by the percentages asked for.
  public let percentiles: [ExactDecimal: ExactDecimal]

  /// The days that half of all times took at most; nil of none, and where it was not asked for.
  public var median: ExactDecimal? { percentiles[50] }

  /// The figures of days that are at hand.
  init(of days: [Int], _ percents: [ExactDecimal]) throws {
    let days = days.map(Int64.init)
    count = days.count
    average = try days.average()
    minimum = days.min().map(Int.init)
    maximum = days.max().map(Int.init)
    var percentiles: [ExactDecimal: ExactDecimal] = [:]
    for percent in percents { percentiles[percent] = try days.percentile(percent) }
    self.percentiles = percentiles
  }

  /// The figures that a store has computed.
  init(count: Int, average: ExactDecimal?, minimum: Int?, maximum: Int?, percentiles: [ExactDecimal: ExactDecimal]) {
    self.count = count
    self.average = average
    self.minimum = minimum
    self.maximum = maximum
    self.percentiles = percentiles
  }
}
