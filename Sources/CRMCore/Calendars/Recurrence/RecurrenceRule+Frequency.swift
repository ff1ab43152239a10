/// The common rules.
extension RecurrenceRule {
  /// Every day, or every so many days.
  ///
  /// - Throws: ``RecurrenceError/valueOutOfRange(_:_:)``.
  public static func daily(every interval: Int = 1, ending end: End? = nil) throws(RecurrenceError) -> RecurrenceRule {
    try RecurrenceRule(.daily, every: interval, ending: end)
  }

  /// Every week, or every so many weeks, on some weekdays; without any, on that of the beginning.
  ///
  /// - Throws: ``RecurrenceError/valueOutOfRange(_:_:)``.
  public static func weekly(
    on weekdays: Set<Weekday> = [], every interval: Int = 1, ending end: End? = nil,
    firstWeekday: Weekday = .monday
  ) throws(RecurrenceError) -> RecurrenceRule {
    try RecurrenceRule(
      .weekly, every: interval, ending: end, weekdays: weekdays.map { .every($0) }, firstWeekday: firstWeekday)
  }

  /// Every month, or every so many months, on a day from 1, or from -1 for the last; without one, on that of the
  /// beginning.
  ///
  /// - Throws: ``RecurrenceError/valueOutOfRange(_:_:)``.
  public static func monthly(
    onDay day: Int? = nil, every interval: Int = 1, ending end: End? = nil, in calendar: CalendarSystem = .gregorian,
    invalidDays: InvalidDays = .omitted
  ) throws(RecurrenceError) -> RecurrenceRule {
    try RecurrenceRule(
      .monthly, every: interval, ending: end, daysOfMonth: day.map { [$0] } ?? [], calendar: calendar,
      invalidDays: invalidDays)
  }

  /// Every month, or every so many months, on a day of the week: `.nth(1, .friday)` is the first Friday.
  ///
  /// - Throws: ``RecurrenceError/valueOutOfRange(_:_:)``.
  public static func monthly(
    on day: Day, every interval: Int = 1, ending end: End? = nil, in calendar: CalendarSystem = .gregorian
  ) throws(RecurrenceError) -> RecurrenceRule {
    try RecurrenceRule(.monthly, every: interval, ending: end, weekdays: [day], calendar: calendar)
  }

  /// Every year, or every so many years, on the day of the beginning.
  ///
  /// - Throws: ``RecurrenceError/valueOutOfRange(_:_:)``.
  public static func yearly(
    every interval: Int = 1, ending end: End? = nil, in calendar: CalendarSystem = .gregorian,
    invalidDays: InvalidDays = .omitted
  ) throws(RecurrenceError) -> RecurrenceRule {
    try RecurrenceRule(.yearly, every: interval, ending: end, calendar: calendar, invalidDays: invalidDays)
  }

  /// Every year, or every so many years, on a day of a month.
  ///
  /// - Throws: ``RecurrenceError/valueOutOfRange(_:_:)``.
  public static func yearly(
    onDay day: Int, ofMonth month: Int, every interval: Int = 1, ending end: End? = nil,
    in calendar: CalendarSystem = .gregorian, invalidDays: InvalidDays = .omitted
  ) throws(RecurrenceError) -> RecurrenceRule {
    try RecurrenceRule(
      .yearly, every: interval, ending: end, months: [month], daysOfMonth: [day], calendar: calendar,
      invalidDays: invalidDays)
  }
}
