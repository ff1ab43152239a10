public import Foundation

/// The calendar by which reports and filters divide time: explicit, so that the same report is the same everywhere.
///
/// ```swift
/// let calendar = try ReportCalendar(
///   .persian, timeZone: zone, firstWeekday: .saturday, fiscalYearStartMonth: 1)
/// try calendar.bucket(.month, containing: opportunity.closedAt).label   // 1395-12
/// try calendar.dates(of: .last(90, .days), at: clock.now)
/// ```
public struct ReportCalendar: Hashable, Sendable {
  /// The calendar whose months and years are meant.
  public let system: CalendarSystem

  /// The time zone in which instants fall on days.
  public let timeZone: TimeZone

  /// The day with which weeks begin.
  public let firstWeekday: Weekday

  /// The month, 1 to 12, with which fiscal years begin.
  public let fiscalYearStartMonth: Int

  /// A calendar of these rules.
  ///
  /// - Throws: ``CalendarError/monthOutOfRange(_:)``.
  public init(
    _ system: CalendarSystem, timeZone: TimeZone, firstWeekday: Weekday, fiscalYearStartMonth: Int
  ) throws(CalendarError) {
    guard (1...12).contains(fiscalYearStartMonth) else { throw .monthOutOfRange(fiscalYearStartMonth) }
    self.init(checked: system, timeZone, firstWeekday, fiscalYearStartMonth)
  }

  private init(checked system: CalendarSystem, _ timeZone: TimeZone, _ firstWeekday: Weekday, _ month: Int) {
    self.system = system
    self.timeZone = timeZone
    self.firstWeekday = firstWeekday
    fiscalYearStartMonth = month
  }

  /// The Gregorian calendar with the weeks of ISO 8601, which begin on Monday, and fiscal years from January.
  public static func gregorian(in timeZone: TimeZone) -> ReportCalendar {
    ReportCalendar(checked: .gregorian, timeZone, .monday, 1)
  }

  /// The Persian calendar with weeks from Saturday and fiscal years from Farvardin.
  public static func persian(in timeZone: TimeZone) -> ReportCalendar {
    ReportCalendar(checked: .persian, timeZone, .saturday, 1)
  }

  /// The day on which an instant falls in the time zone.
  ///
  /// - Throws: ``CalendarError/dateOutOfRange``.
  public func date(of instant: Instant) throws(CalendarError) -> CalendarDate {
    do {
      return try CalendarDate(instant, in: timeZone)
    } catch {
      throw .dateOutOfRange
    }
  }

  /// The instants of a range of days in the time zone: from the first moment of the first day to the first moment after
  /// the last.
  ///
  /// A day begins at the first moment at which clocks show it: later than midnight where they are set forward over
  /// midnight. A day that a zone skips has no instants.
  ///
  /// - Throws: ``CalendarError/instantOutOfRange``, which no zone makes happen.
  public func instants(of dates: Range<CalendarDate>) throws(CalendarError) -> Range<Instant> {
    var clock = ZoneClock(timeZone)
    let start = try Instant(seconds: clock.startOfDay(Int(dates.lowerBound.daysSince1970)))
    let end = try Instant(seconds: clock.startOfDay(Int(dates.upperBound.daysSince1970)))
    return start..<max(start, end)
  }
}

extension ReportCalendar: Codable {
  private enum CodingKeys: String, CodingKey {
    case system, timeZone, firstWeekday, fiscalYearStartMonth
  }

  /// Decodes a calendar; a month or a time zone that does not exist is reported as corrupted data.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let system = try container.decode(CalendarSystem.self, forKey: .system)
    let zone = try TimeZone(decoding: container.decode(String.self, forKey: .timeZone), at: container.codingPath)
    let firstWeekday = try container.decode(Weekday.self, forKey: .firstWeekday)
    let month = try container.decode(Int.self, forKey: .fiscalYearStartMonth)
    self = try decoder.reportingCalendarCorruption { () throws(CalendarError) in
      try ReportCalendar(system, timeZone: zone, firstWeekday: firstWeekday, fiscalYearStartMonth: month)
    }
  }

  /// Encodes the calendar, its time zone by name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(system, forKey: .system)
    try container.encode(timeZone.identifier, forKey: .timeZone)
    try container.encode(firstWeekday, forKey: .firstWeekday)
    try container.encode(fiscalYearStartMonth, forKey: .fiscalYearStartMonth)
  }
}
