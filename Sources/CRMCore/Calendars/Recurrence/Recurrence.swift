public import Foundation

/// What recurs: a rule, the date and time on the wall clock of a time zone at which it begins, and the exceptions.
///
/// ```swift
/// let rent = try Recurrence(
///   .monthly(onDay: 1, in: .persian), from: LocalDateTime(iso8601: "2024-03-20T09:00:00"), in: tehran)
/// let due = rent.next(after: clock.now)
/// let year = rent.occurrences().prefix(12)
/// ```
///
/// It is iCalendar's `DTSTART`, `RRULE`, `RDATE` and `EXDATE`.
///
/// - **The beginning** is an occurrence only where the rule means it too; that is how it should be chosen.
/// - **Daylight saving** is as RFC 5545 says in 3.3.5: a time that the wall clock leaves out is taken with the offset
///   before, so that 02:30 is 03:30; one that it shows twice is the first. Hours, minutes and seconds are those of the
///   wall clock too: an hourly rule skips the hour that comes twice, and two times that fall together are one
///   occurrence.
/// - **The end**: there is nothing after the year 9999, or after the end of the rule's calendar. A rule that means no
///   day, such as 31 February, has no occurrences: it is looked for in one cycle of the calendar and the interval, 400
///   years for every interval that divides it, so that the answer takes milliseconds.
///
/// Coded as `{"rule": "FREQ=DAILY", "start": "2024-03-20T09:00:00", "timeZone": "Asia/Tehran", "excluded":
/// ["2024-03-24T09:00:00"], "additional": []}`, the last two where there are any.
public struct Recurrence: Hashable, Sendable {
  /// The rule.
  public let rule: RecurrenceRule
  /// The date and time from which the rule holds.
  public let start: LocalDateTime
  /// The time zone of all the dates and times.
  public let timeZone: TimeZone
  /// The dates and times that are left out.
  public let excluded: Set<LocalDateTime>
  /// The dates and times that there are beside the rule's.
  public let additional: Set<LocalDateTime>

  /// The start in the rule's calendar.
  let startFields: CalendarFields

  /// A recurrence.
  ///
  /// - Parameters:
  ///   - rule: The rule.
  ///   - start: The date and time from which the rule holds, and from which it takes what it leaves open.
  ///   - timeZone: The time zone of all the dates and times.
  ///   - excluded: The dates and times to leave out, of the rule's and the additional ones.
  ///   - additional: The dates and times that there are beside the rule's, whatever the rule's end.
  /// - Throws: ``CalendarError/dateNotCovered(_:_:)`` where the rule's calendar is not defined for the start.
  public init(
    _ rule: RecurrenceRule, from start: LocalDateTime, in timeZone: TimeZone,
    excluding excluded: Set<LocalDateTime> = [],
    adding additional: Set<LocalDateTime> = []
  ) throws(CalendarError) {
    self.rule = rule
    self.start = start
    self.timeZone = timeZone
    self.excluded = excluded
    self.additional = additional
    startFields = try start.date.fields(in: rule.calendar)
  }

  /// The first occurrence after an instant; nil where there is none.
  ///
  /// - Complexity: For a rule without a count, the way from the start to the instant is one step; with a count, each
  ///   occurrence on it is one. Then O(*u*) for *u* of the rule's units up to the occurrence. For many occurrences,
  ///   ``occurrences(after:)`` is faster.
  public func next(after instant: Instant) -> Instant? {
    var finder = OccurrenceFinder(self)
    return finder.next(after: instant)
  }

  /// The occurrences after an instant, or all of them, in their order, each found when it is asked for.
  ///
  /// A rule without an end has some hundred thousand and more: take a `prefix`, or stop.
  public func occurrences(after instant: Instant? = nil) -> Occurrences {
    Occurrences(recurrence: self, after: instant)
  }
}

extension Recurrence {
  /// The occurrences of a recurrence, in their order, each found when it is asked for.
  public struct Occurrences: Sequence, Sendable {
    fileprivate let recurrence: Recurrence
    fileprivate let after: Instant?

    /// An iterator from the first.
    public func makeIterator() -> Iterator {
      Iterator(finder: OccurrenceFinder(recurrence), last: after ?? Instant(microsecondsSince1970: .min))
    }

    /// What finds one occurrence after the other.
    public struct Iterator: IteratorProtocol {
      fileprivate var finder: OccurrenceFinder
      fileprivate var last: Instant?

      /// The next occurrence; nil after the last.
      public mutating func next() -> Instant? {
        last = last.flatMap { finder.next(after: $0) }
        return last
      }
    }
  }
}
