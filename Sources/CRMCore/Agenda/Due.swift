public import Foundation

/// When work is due, as the one who decides it says it.
@nonexhaustive
public enum Due: Sendable, Hashable {
  /// At an instant.
  case at(Instant)
  /// After a time, counted from the transaction's beginning.
  case after(Duration)
  /// After a time of work, counted from the transaction's beginning.
  case afterWorking(Duration, BusinessHours)
  /// When the wall clock of a time zone shows a time on a day: the first such moment when it comes twice, and the moment at which
  /// clocks are set forward when it never comes.
  case on(CalendarDate, at: TimeOfDay, in: TimeZone)

  /// The instant that this is.
  ///
  /// - Throws: ``CalendarError``, ``ValueError`` when it is out of range.
  func instant(from now: Instant) throws -> Instant {
    switch self {
    case .at(let instant): return instant
    case .after(let duration): return try now.advanced(by: duration)
    case .afterWorking(let duration, let hours): return try hours.adding(duration, to: now)
    case .on(let date, let time, let zone):
      var clock = ZoneClock(zone)
      return try Instant(
        seconds: clock.firstInstant(showing: Int64(date.daysSince1970) * 86_400 + Int64(time.minutes) * 60))
    }
  }
}
