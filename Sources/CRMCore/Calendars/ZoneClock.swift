import Foundation

/// The wall clock of a time zone, in seconds: of instants since 1970 UTC, of the wall clock since its own midnight of
/// 1 January 1970.
///
/// Foundation is asked once for each stretch of time in which the offset stays.
struct ZoneClock {
  private let zone: TimeZone
  private var offset: Int64 = 0
  /// The stretch for which the offset is known.
  private var known: Range<Int64> = 0..<0

  init(_ zone: TimeZone) {
    self.zone = zone
  }

  /// What the wall clock is ahead of UTC at an instant.
  mutating func offset(at second: Int64) -> Int64 {
    if known.contains(second) { return offset }
    let date = Date(timeIntervalSince1970: Double(second))
    offset = Int64(zone.secondsFromGMT(for: date))
    let next = zone.nextDaylightSavingTimeTransition(after: date).map { Int64($0.timeIntervalSince1970.rounded(.up)) }
    known = second..<max(next ?? .max, second + 1)
    return offset
  }

  /// The first instant at which the wall clock shows this time or a later one.
  ///
  /// A time that comes twice, when clocks are set back, is the first; one that never comes, when they are set forward,
  /// is the moment of setting.
  mutating func firstInstant(showing wallClock: Int64) -> Int64 {
    // No zone is further than a day from UTC, so here the wall clock has not come so far.
    var second = wallClock - 93_600
    while true {
      let offset = offset(at: second)
      if second + offset >= wallClock { return second }
      if wallClock - offset < known.upperBound { return wallClock - offset }
      second = known.upperBound
    }
  }

  /// The changes of the offset after the first second of a range, up to its last, in their order.
  mutating func changes(in seconds: ClosedRange<Int64>) -> [OffsetChange] {
    var changes: [OffsetChange] = []
    var before = offset(at: seconds.lowerBound)
    while known.upperBound <= seconds.upperBound {
      let second = known.upperBound
      let after = offset(at: second)
      changes.append(OffsetChange(second: second, before: before, after: after))
      before = after
    }
    return changes
  }

  /// The day since 1970 that the wall clock shows at an instant.
  mutating func day(at second: Int64) -> Int {
    Int((second + offset(at: second)).floorDivided(by: 86_400))
  }

  /// The next second at which the wall clock may show another day.
  mutating func nextDay(after second: Int64) -> Int64 {
    let offset = offset(at: second)
    // Where clocks are set back over midnight, the day before comes again.
    return min((Int64(day(at: second)) + 1) * 86_400 - offset, known.upperBound)
  }

  /// The first instant of a day since 1970.
  mutating func startOfDay(_ day: Int) -> Int64 {
    firstInstant(showing: Int64(day) * 86_400)
  }

  /// The number of days from a day on, at most so many, that have 24 hours of one offset.
  mutating func plainDays(from day: Int, atMost limit: Int) -> Int {
    let start = Int64(day) * 86_400 - 93_600
    let offset = offset(at: start)
    if known.upperBound == .max { return limit }
    // One day less than fits, so that what is done at a day's end is done under the same offset.
    let end = Int((known.upperBound + offset).floorDivided(by: 86_400)) - 1
    return max(0, min(limit, end - day))
  }
}

/// A second since 1970 UTC from which a wall clock is ahead of UTC by other seconds than before.
struct OffsetChange {
  let second: Int64
  let before: Int64
  let after: Int64

  /// The times that the wall clock leaves out, or shows twice.
  var wallClock: Range<Int64> { min(second + before, second + after)..<max(second + before, second + after) }
}

extension Instant {
  /// The instant so many seconds after 1970.
  init(seconds: Int64) throws(CalendarError) {
    let (microseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
    if overflow { throw .instantOutOfRange }
    self.init(microsecondsSince1970: microseconds)
  }

  /// The second since 1970 in which the instant lies.
  var second: Int64 { microsecondsSince1970.floorDivided(by: 1_000_000) }
}
