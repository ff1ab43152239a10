/// A walk over the open times from an instant on, day by day, in microseconds since 1970.
struct BusinessWalk {
  private let schedule: BusinessSchedule
  private var clock: ZoneClock
  private let start: Int64
  private let firstDay: Int

  /// The day since 1970 that comes next.
  private(set) var day: Int

  /// - Throws: ``CalendarError/dateOutOfRange``.
  init(_ hours: BusinessHours, from instant: Instant) throws(CalendarError) {
    schedule = hours.schedule
    clock = ZoneClock(hours.timeZone)
    start = instant.microsecondsSince1970
    // Where clocks are set back over midnight, what belongs to the day before or after may be open.
    firstDay = try Int(CalendarDate(calculated: clock.day(at: instant.second)).daysSince1970) - 1
    day = firstDay
  }

  /// Whether the next day lies within so many years of the start.
  func isWithin(years: Int) -> Bool {
    day - firstDay <= years * 366
  }

  /// The microseconds of a week in which no clock is set and no day is an exception.
  var microsecondsAWeek: Int64 { Int64(schedule.minutesAWeek) * 60_000_000 }

  /// Goes over as many such weeks as come next, at most so many, and tells how many they were.
  mutating func skipWeeks(atMost limit: Int) -> Int {
    guard limit > 0, day - firstDay >= 3 else { return 0 }
    let regular = schedule.regularDays(from: day, atMost: 7 * limit)
    let weeks = regular < 7 ? 0 : clock.plainDays(from: day, atMost: regular) / 7
    day += 7 * weeks
    return weeks
  }

  /// What is open of the next day, from the start on; goes on to the day after.
  mutating func next() -> [Range<Int64>] {
    let midnight = Int64(day) * 86_400
    let minutes = schedule.openMinutes(on: day)
    day += 1
    return minutes.compactMap { range in
      let opening = clock.firstInstant(showing: midnight + Int64(range.lowerBound) * 60) * 1_000_000
      let closing = clock.firstInstant(showing: midnight + Int64(range.upperBound) * 60) * 1_000_000
      let from = max(opening, start)
      return from < closing ? from..<closing : nil
    }
  }
}
