/// How something recurs, by RFC 5545 (iCalendar): every day, every second Monday, on the last day of every month.
///
/// ```swift
/// try RecurrenceRule.weekly(on: [.monday, .thursday], every: 2)
/// try RecurrenceRule.monthly(onDay: -1)                                   // the last day
/// try RecurrenceRule.monthly(on: .nth(1, .friday), ending: .count(12))
/// try RecurrenceRule.monthly(onDay: 1, in: .persian)                      // the first of each Persian month
/// try RecurrenceRule(parsing: "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH")
/// ```
///
/// A rule is all of section 3.3.10, and RFC 7529's calendars. It does not say when it begins, nor where: that a
/// ``Recurrence`` does. What it leaves open, it takes from the beginning; `FREQ=MONTHLY` is the day of the month on
/// which the recurrence begins. A day that a month does not have, such as 30 February, is left out unless
/// ``invalidDays`` says otherwise.
///
/// A rule is coded as its text.
public struct RecurrenceRule: Hashable, Sendable {
  /// What is repeated (`FREQ`).
  public let frequency: Frequency
  /// How many of the frequency's units it is from one to the next, from 1 (`INTERVAL`).
  public let interval: Int
  /// When it ends (`COUNT` or `UNTIL`); nil when it does not.
  public let end: End?
  /// The seconds, 0 to 60 (`BYSECOND`); 60, a leap second, is taken for 59.
  public let seconds: [Int]
  /// The minutes, 0 to 59 (`BYMINUTE`).
  public let minutes: [Int]
  /// The hours, 0 to 23 (`BYHOUR`).
  public let hours: [Int]
  /// The days of the week (`BYDAY`).
  public let weekdays: [Day]
  /// The days of the month, from 1, or from -1 for the last (`BYMONTHDAY`).
  public let daysOfMonth: [Int]
  /// The days of the year, from 1, or from -1 for the last (`BYYEARDAY`).
  public let daysOfYear: [Int]
  /// The weeks of the year, from 1, or from -1 for the last (`BYWEEKNO`).
  ///
  /// The first is the first with four days in the year. A day counts in the year that it lies in, whose first days may
  /// be of the last week of the year before.
  public let weeks: [Int]
  /// The months, 1 to 12 (`BYMONTH`).
  public let months: [Int]
  /// Which of a unit's occurrences are meant, from 1, or from -1 for the last (`BYSETPOS`); empty for all.
  public let positions: [Int]
  /// The day with which weeks begin (`WKST`).
  public let firstWeekday: Weekday
  /// The calendar whose months and years are meant (`RSCALE`).
  public let calendar: CalendarSystem
  /// What is done about a day that a month does not have (`SKIP`).
  public let invalidDays: InvalidDays

  /// A rule that has been checked; its lists are sorted, and hold nothing twice.
  ///
  /// - Throws: ``RecurrenceError``: a number is out of its range, or a part may not stand with the frequency.
  public init(
    _ frequency: Frequency, every interval: Int = 1, ending end: End? = nil, months: [Int] = [], weeks: [Int] = [],
    daysOfYear: [Int] = [], daysOfMonth: [Int] = [], weekdays: [Day] = [], hours: [Int] = [], minutes: [Int] = [],
    seconds: [Int] = [], positions: [Int] = [], firstWeekday: Weekday = .monday,
    calendar: CalendarSystem = .gregorian, invalidDays: InvalidDays = .omitted
  ) throws(RecurrenceError) {
    self.frequency = frequency
    self.interval = interval
    self.end = end?.inWholeSeconds
    self.months = Set(months).sorted()
    self.weeks = Set(weeks).sorted()
    self.daysOfYear = Set(daysOfYear).sorted()
    self.daysOfMonth = Set(daysOfMonth).sorted()
    self.weekdays = Set(weekdays).sorted()
    self.hours = Set(hours).sorted()
    self.minutes = Set(minutes).sorted()
    self.seconds = Set(seconds).sorted()
    self.positions = Set(positions).sorted()
    self.firstWeekday = firstWeekday
    self.calendar = calendar
    self.invalidDays = invalidDays
    try check()
  }

  /// The highest ``End/count(_:)``.
  public static let countLimit = 100_000
}

extension RecurrenceRule {
  /// The unit that is repeated, the finest first.
  public enum Frequency: String, CaseIterable, Hashable, Sendable {
    case secondly = "SECONDLY"
    case minutely = "MINUTELY"
    case hourly = "HOURLY"
    case daily = "DAILY"
    case weekly = "WEEKLY"
    case monthly = "MONTHLY"
    case yearly = "YEARLY"
  }

  /// When a rule ends.
  public enum End: Hashable, Sendable {
    /// After so many occurrences, at most ``RecurrenceRule/countLimit``; what ``Recurrence/excluded`` removes counts.
    case count(Int)
    /// With an instant, which is the last that may be an occurrence. Parts of a second are left out.
    case until(Instant)
    /// With a time on the wall clock, which is the last that may be an occurrence.
    case untilLocal(LocalDateTime)
    /// With the end of a day.
    case untilEnd(of: CalendarDate)

    fileprivate var inWholeSeconds: End {
      guard case .until(let instant) = self, let whole = try? Instant(seconds: instant.second) else { return self }
      return .until(whole)
    }
  }

  /// A day of the week: every one, or one of those in the month or the year.
  public enum Day: Hashable, Sendable {
    /// Every such day.
    case every(Weekday)
    /// The first, from 1, the second, and so on; the last, from -1, the one before, and so on.
    ///
    /// They are counted in the month by monthly rules and by yearly rules with months, in the year by other yearly rules.
    case nth(Int, Weekday)
  }

  /// What is done about a day that a month does not have (RFC 7529): 30 February, or 30 Esfand of a common year.
  ///
  /// Only monthly and yearly rules make such days, from days of the month that are counted from the first.
  public enum InvalidDays: String, CaseIterable, Hashable, Sendable {
    /// It is left out.
    case omitted = "OMIT"
    /// It is the last day of the month.
    case movedBackward = "BACKWARD"
    /// It is the first day of the next month.
    case movedForward = "FORWARD"
  }
}

extension RecurrenceRule.Frequency: Comparable {
  /// Whether the left unit is finer.
  public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .secondly: 0
    case .minutely: 1
    case .hourly: 2
    case .daily: 3
    case .weekly: 4
    case .monthly: 5
    case .yearly: 6
    }
  }
}

extension RecurrenceRule.Day: Comparable {
  /// Whether the left stands before the right in a rule's text: by number, every day first, then by weekday.
  public static func < (left: Self, right: Self) -> Bool {
    (left.ordinal, left.weekday.isoNumber) < (right.ordinal, right.weekday.isoNumber)
  }

  /// The day of the week.
  public var weekday: Weekday {
    switch self {
    case .every(let weekday), .nth(_, let weekday): weekday
    }
  }

  /// The number; 0 for every day.
  var ordinal: Int {
    switch self {
    case .every: 0
    case .nth(let ordinal, _): ordinal
    }
  }
}
