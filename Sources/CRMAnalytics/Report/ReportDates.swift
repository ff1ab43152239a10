public import CRMCore

/// The days that a report is about.
public enum ReportDates: Hashable, Sendable {
  /// From the first day up to the day before the last.
  case days(Range<CalendarDate>)
  /// A stretch of days that moves with the clock: by the calendar of the report where it has one, or else by that of the environment, and on
  /// what is today for the environment.
  case during(RelativePeriod)
}

extension Snapshot {
  /// Today, in the environment's calendar.
  var today: CalendarDate {
    get throws { try environment.calendar.date(of: environment.clock()) }
  }

  /// The days that dates mean now.
  ///
  /// - Parameter calendar: The calendar of the report; nil for the environment's.
  func days(of dates: ReportDates, by calendar: ReportCalendar? = nil) throws -> Range<CalendarDate> {
    switch dates {
    case .days(let range): return range
    case .during(let period):
      let home = environment.calendar
      let calendar = calendar ?? home
      // Whatever the zone of the report, a day ends where the environment's does, as those expect who follow it.
      let own = try ReportCalendar(
        calendar.system, timeZone: home.timeZone, firstWeekday: calendar.firstWeekday,
        fiscalYearStartMonth: calendar.fiscalYearStartMonth)
      return try own.dates(of: period, at: environment.clock())
    }
  }

  /// The condition that a day lies in the dates of a report; met by all where it has none.
  func condition(
    _ day: FieldPath, in dates: ReportDates?, by calendar: ReportCalendar? = nil
  ) throws -> FilterExpression {
    guard let range = try dates.map({ try days(of: $0, by: calendar) }) else { return .constant(true) }
    return .compare(day, .greaterOrEqual, .date(range.lowerBound)) && .compare(day, .less, .date(range.upperBound))
  }

  /// The condition that an instant lies in the dates of a report, in the environment's zone; met by all where it has none.
  func condition(
    moment: FieldPath, in dates: ReportDates?, by calendar: ReportCalendar? = nil
  ) throws -> FilterExpression {
    guard let range = try dates.map({ try days(of: $0, by: calendar) }) else { return .constant(true) }
    let instants = try environment.calendar.instants(of: range)
    return .compare(moment, .greaterOrEqual, .instant(instants.lowerBound))
      && .compare(moment, .less, .instant(instants.upperBound))
  }
}
