/// A unit in which periods are counted.
public enum DateStep: String, Codable, CaseIterable, Hashable, Sendable {
  case days, weeks, months, quarters, years
}

/// A stretch of days that moves with the clock: `last 90 days`, `this fiscal year`.
///
/// Filters and reports are saved with
/// it, and ask a ``ReportCalendar`` which days it means now.
///
/// - **With a number** it is counted from today, which it includes: `last 90 days` are the 90 days that end with today,
///   from 89 days ago; `next 2 weeks` are the 14 days that begin with today. Of months, quarters (3 months) and years
///   (12 months) the calendar's are counted: on 15 May, `last 3 months` are 16 February to 15 May. Where that day is
///   missing from the month it is the month's last.
/// - **Without a number** it is a whole unit of the calendar: on 15 May, `last month` is 1 to 30 April, `this month` is
///   1 to 31 May. So `last month` is not `last 1 months`.
///
/// Tableau, Power BI and Looker count so by default.
///
/// A period is coded as its text.
public enum RelativePeriod: Hashable, Sendable {
  /// The day that it is now.
  case today
  /// The day before.
  case yesterday
  /// The day after.
  case tomorrow
  /// So many units that end with today.
  case last(Int, DateStep)
  /// So many units that begin with today.
  case next(Int, DateStep)
  /// The bucket that today lies in: `this month`.
  case current(DateGranularity)
  /// The bucket before: `last month`.
  case previous(DateGranularity)
  /// The bucket after: `next month`.
  case following(DateGranularity)

  /// The highest number of units.
  public static let countLimit = 100_000
}

extension ReportCalendar {
  /// The days that a period means at an instant, in the time zone: from the first day up to the day after the last.
  ///
  /// - Throws: ``CalendarError/periodCountOutOfRange(_:limit:)``, or ``CalendarError/dateOutOfRange``.
  public func dates(of period: RelativePeriod, at now: Instant) throws(CalendarError) -> Range<CalendarDate> {
    let today = try date(of: now)
    switch period {
    case .today: return try today..<today.addingDays(1)
    case .yesterday: return try today.addingDays(-1)..<today
    case .tomorrow: return try today.addingDays(1)..<today.addingDays(2)
    case .last(let count, let step):
      let end = try today.addingDays(1)
      return try moving(end, by: -checked(count), step)..<end
    case .next(let count, let step):
      return try today..<moving(today, by: checked(count), step)
    case .current(let granularity): return try bucket(granularity, containing: today).dates
    case .previous(let granularity):
      return try bucket(bucket(granularity, containing: today), advancedBy: -1).dates
    case .following(let granularity):
      return try bucket(bucket(granularity, containing: today), advancedBy: 1).dates
    }
  }

  /// The instants that a period means at an instant, in the time zone.
  ///
  /// - Throws: As for days.
  public func instants(of period: RelativePeriod, at now: Instant) throws(CalendarError) -> Range<Instant> {
    try instants(of: dates(of: period, at: now))
  }

  /// The same day of the month so many months later, or the month's last where it has no such day.
  ///
  /// - Throws: ``CalendarError/dateOutOfRange``, or ``CalendarError/dateNotCovered(_:_:)``.
  public func date(_ date: CalendarDate, addingMonths count: Int) throws(CalendarError) -> CalendarDate {
    let fields = try date.fields(in: system)
    let (month, overflow) = (12 * fields.year + fields.month - 1).addingReportingOverflow(count)
    guard !overflow, (-1_000_000...1_000_000).contains(month), let start = system.startOfMonth(month),
      let end = system.startOfMonth(month + 1)
    else { throw .dateOutOfRange }
    return try CalendarDate(calculated: min(start + fields.day, end) - 1)
  }

  private func moving(_ day: CalendarDate, by count: Int, _ step: DateStep) throws(CalendarError) -> CalendarDate {
    switch step {
    case .days: try day.addingDays(count)
    case .weeks: try day.addingDays(7 * count)
    case .months: try date(day, addingMonths: count)
    case .quarters: try date(day, addingMonths: 3 * count)
    case .years: try date(day, addingMonths: 12 * count)
    }
  }

  private func checked(_ count: Int) throws(CalendarError) -> Int {
    let limit = RelativePeriod.countLimit
    guard (1...limit).contains(count) else { throw .periodCountOutOfRange(count, limit: limit) }
    return count
  }
}
