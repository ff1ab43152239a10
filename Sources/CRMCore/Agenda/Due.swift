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
  /// Again and again: at each occurrence from the transaction's beginning on.
  case every(Recurrence)

  /// What comes again and again; nil for what comes once.
  var recurrence: Recurrence? { if case .every(let recurrence) = self { recurrence } else { nil } }

  /// The instant that this is, the first one for what comes again.
  ///
  /// - Throws: ``CalendarError``, ``ValueError`` when it is out of range, ``AgendaError/neverDue`` when nothing is left of what comes again.
  func instant(from now: Instant) throws -> Instant {
    switch self {
    case .every(let recurrence):
      guard let next = recurrence.next(after: try now.advanced(by: .microseconds(-1))) else {
        throw AgendaError.neverDue
      }
      return next
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

/// Work could not be put on the agenda.
@nonexhaustive
public enum AgendaError: Error, Hashable {
  /// The recurrence has no occurrence any more.
  case neverDue
}

extension AgendaError: CustomStringConvertible, LocalizedError {
  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .neverDue: "the recurrence has no occurrence from now on; look at its start and end"
    }
  }

  /// The description, for those who show errors to people.
  public var errorDescription: String? { description }
}
