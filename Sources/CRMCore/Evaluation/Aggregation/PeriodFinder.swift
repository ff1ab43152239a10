/// Finds the period that a date or an instant lies in, and asks the calendar once for each period only.
struct PeriodFinder {
  private let granularity: DateGranularity
  private let calendar: ReportCalendar
  private let areInstants: Bool
  /// The periods found so far, in order, with the days or microseconds that they reach over.
  private var periods: [(start: Int64, end: Int64, label: String)] = []
  private var latest = 0

  init(_ period: GroupingPeriod, areInstants: Bool) {
    granularity = period.granularity
    calendar = period.calendar
    self.areInstants = areInstants
  }

  /// The period that a day since 1970, or a microsecond, lies in: its beginning, the beginning of the next, and its label.
  ///
  /// - Throws: ``CalendarError``.
  mutating func period(of moment: Int64) throws -> (start: Int64, end: Int64, label: String) {
    if latest < periods.count, periods[latest].start <= moment, moment < periods[latest].end {
      return periods[latest]
    }
    // The first period that ends behind the moment.
    var (low, high) = (0, periods.count)
    while low < high {
      let middle = (low + high) / 2
      if periods[middle].end <= moment { low = middle + 1 } else { high = middle }
    }
    if low == periods.count || moment < periods[low].start { periods.insert(try find(moment), at: low) }
    latest = low
    return periods[low]
  }

  /// The period of that label; nil when it was not found before.
  func period(labelled label: AnyValue) -> (start: Int64, end: Int64)? {
    periods.first { .text($0.label) == label }.map { ($0.start, $0.end) }
  }

  private func find(_ moment: Int64) throws -> (start: Int64, end: Int64, label: String) {
    guard areInstants else {
      let bucket = try calendar.bucket(granularity, containing: CalendarDate(daysSince1970: Int(moment)))
      return (Int64(bucket.start.daysSince1970), Int64(bucket.end.daysSince1970), bucket.label)
    }
    let instant = Instant(microsecondsSince1970: moment)
    var bucket = try calendar.bucket(granularity, containing: instant)
    var range = try calendar.instants(of: bucket.dates)
    // Where clocks are set back over midnight, the day before is shown twice: what comes second is of the next period.
    while range.upperBound <= instant {
      bucket = try calendar.bucket(bucket, advancedBy: 1)
      range = try calendar.instants(of: bucket.dates)
    }
    return (range.lowerBound.microsecondsSince1970, range.upperBound.microsecondsSince1970, bucket.label)
  }
}
