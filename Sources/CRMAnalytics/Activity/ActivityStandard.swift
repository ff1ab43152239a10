public import CRMCore

/// What is expected of each person: so many of each activity in a stretch of time.
///
/// ```swift
/// let standard = ActivityStandard([.init(20, .calls, per: .week), .init(4, .meetings, per: .month)])
/// ```
public struct ActivityStandard: Hashable, Sendable {
  /// What is expected.
  public var expectations: [Expectation]

  /// Expects so much.
  public init(_ expectations: [Expectation]) { self.expectations = expectations }

  /// What is expected of one activity.
  public struct Expectation: Hashable, Sendable {
    /// How many.
    public var count: Int
    /// Of what.
    public var activity: ActivityKind
    /// In each day, week, month, quarter or year.
    public var granularity: DateGranularity

    /// Expects so many of an activity in each stretch of time.
    public init(_ count: Int, _ activity: ActivityKind, per granularity: DateGranularity = .week) {
      self.count = count
      self.activity = activity
      self.granularity = granularity
    }

    /// How many are expected in some days: of stretches that lie there in part, a part by the days; rounded half-even to two digits.
    func expected(in days: Range<CalendarDate>, _ calendar: ReportCalendar) throws -> ExactDecimal {
      var sum = ExactDecimal.zero
      for bucket in try calendar.buckets(granularity, covering: days) {
        let common = bucket.dates.clamped(to: days)
        let part = Int64(common.lowerBound.days(to: common.upperBound))
        let whole = Int64(bucket.start.days(to: bucket.end))
        sum =
          try sum
          + (ExactDecimal(part) * ExactDecimal(Int64(count))).divided(
            by: ExactDecimal(whole), scale: 6, rounding: .halfEven)
      }
      return try sum.rounded(toScale: 2, .halfEven)
    }
  }
}
