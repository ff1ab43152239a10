import Foundation

extension BusinessHours {
  /// How many years ahead ``adding(_:to:)`` and ``nextOpening(from:)`` look.
  public static let horizonInYears = 100

  /// The earliest instant at which so much business time has passed since an instant.
  ///
  /// So a duration that ends exactly with a shift is due at the end of that shift, not at the beginning of the next,
  /// and no duration is due at once, even when it is closed. Parts of a microsecond are left out.
  ///
  /// - Throws: ``CalendarError/negativeDuration(_:)``, ``CalendarError/notEnoughBusinessHours(after:years:)`` where the
  ///   end lies more than ``horizonInYears`` ahead, or ``CalendarError/dateOutOfRange``.
  /// - Complexity: O(*d*) for *d* days until the end; weeks without exceptions and changes of the clock are one step.
  public func adding(_ duration: Duration, to instant: Instant) throws(CalendarError) -> Instant {
    guard duration >= .zero else { throw .negativeDuration(duration) }
    var remaining = Int64(clamping: duration.flooredMicroseconds)
    if remaining == 0 { return instant }
    var walk = try BusinessWalk(self, from: instant)
    let week = max(walk.microsecondsAWeek, 1)
    while walk.isWithin(years: Self.horizonInYears) {
      // The last week is walked, for the duration may end before its end.
      remaining -= Int64(walk.skipWeeks(atMost: Int(min((remaining - 1) / week, 10_000)))) * walk.microsecondsAWeek
      for open in walk.next() {
        let length = open.upperBound - open.lowerBound
        if remaining <= length { return Instant(microsecondsSince1970: open.lowerBound + remaining) }
        remaining -= length
      }
    }
    throw .notEnoughBusinessHours(after: instant, years: Self.horizonInYears)
  }

  /// The business time that passes from an instant to another; negative where the other is earlier.
  ///
  /// - Throws: ``CalendarError/dateOutOfRange``.
  /// - Complexity: As for ``adding(_:to:)``.
  public func duration(from start: Instant, to end: Instant) throws(CalendarError) -> Duration {
    if end < start { return try .zero - duration(from: end, to: start) }
    var walk = try BusinessWalk(self, from: start)
    let lastDay = try BusinessWalk(self, from: end).day + 2
    var total: Int64 = 0
    while walk.day <= lastDay {
      total += Int64(walk.skipWeeks(atMost: (lastDay - 2 - walk.day) / 7)) * walk.microsecondsAWeek
      for open in walk.next() where open.lowerBound < end.microsecondsSince1970 {
        total += min(open.upperBound, end.microsecondsSince1970) - open.lowerBound
      }
    }
    return .microseconds(total)
  }

  /// Whether an instant lies in a shift; its end does not.
  ///
  /// - Throws: ``CalendarError/dateOutOfRange``.
  public func isOpen(at instant: Instant) throws(CalendarError) -> Bool {
    var walk = try BusinessWalk(self, from: instant)
    for _ in 0..<3 {
      if let open = walk.next().first { return open.lowerBound == instant.microsecondsSince1970 }
    }
    return false
  }

  /// The first instant from this one on that lies in a shift: the instant itself when it is open.
  ///
  /// - Throws: ``CalendarError/notEnoughBusinessHours(after:years:)`` where it stays closed for ``horizonInYears``, or
  ///   ``CalendarError/dateOutOfRange``.
  public func nextOpening(from instant: Instant) throws(CalendarError) -> Instant {
    var walk = try BusinessWalk(self, from: instant)
    while walk.isWithin(years: Self.horizonInYears) {
      if let open = walk.next().first { return Instant(microsecondsSince1970: open.lowerBound) }
    }
    throw .notEnoughBusinessHours(after: instant, years: Self.horizonInYears)
  }

  /// The open times of a day, in their order; shifts that touch are one.
  public func openTimes(on date: CalendarDate) -> [Range<Instant>] {
    var clock = ZoneClock(timeZone)
    let midnight = Int64(date.daysSince1970) * 86_400
    return schedule.openMinutes(on: Int(date.daysSince1970)).compactMap { minutes in
      // Calendar dates are so near that their microseconds always fit.
      let opening = clock.firstInstant(showing: midnight + Int64(minutes.lowerBound) * 60) * 1_000_000
      let closing = clock.firstInstant(showing: midnight + Int64(minutes.upperBound) * 60) * 1_000_000
      guard opening < closing else { return nil }
      return Instant(microsecondsSince1970: opening)..<Instant(microsecondsSince1970: closing)
    }
  }
}
