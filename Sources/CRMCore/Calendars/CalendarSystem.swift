/// A calendar that people count years, months and days in.
///
/// Records keep a ``CalendarDate``; a calendar system says what that day is called. All are arithmetic: they need
/// neither a locale nor the calendars of the machine, give the same answer everywhere, and take some nanoseconds.
public enum CalendarSystem: String, Codable, CaseIterable, Hashable, Sendable {
  /// The Gregorian calendar, also before 1582.
  case gregorian
  /// The Persian (solar Hijri) calendar of Iran, by the rule of 33 years with 8 leap years, as in ICU and Foundation.
  /// It agrees with the astronomical rule from 1178 (1799) to 1633 (2254) as far as that is known.
  case persian
  /// The tabular Islamic calendar with the civil epoch: 11 leap years in 30.
  case islamicCivil
  /// The Umm al-Qura calendar of Saudi Arabia, which is published for the years 1300 (12 November 1882) to 1600
  /// (25 November 2174) and not defined outside them.
  case islamicUmmAlQura
}

/// A year, a month and a day of a calendar system.
public struct CalendarFields: Hashable, Sendable {
  /// The year; 0 is the one before 1.
  public var year: Int
  /// The month, 1 to 12.
  public var month: Int
  /// The day of the month, from 1.
  public var day: Int

  /// A year, a month and a day, which need not exist in any calendar.
  public init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }
}

extension CalendarDate {
  /// The year, month and day of a calendar system.
  ///
  /// - Throws: ``CalendarError/dateNotCovered(_:_:)``, by the Umm al-Qura calendar only.
  public func fields(in system: CalendarSystem) throws(CalendarError) -> CalendarFields {
    guard let fields = system.fields(ofDay: Int(daysSince1970)) else { throw .dateNotCovered(self, system) }
    return fields
  }

  /// The day with this year, month and day of a calendar system.
  ///
  /// - Throws: ``CalendarError/noSuchDay(year:month:day:_:)``, also where the day lies outside the years 1 to 9999 of
  ///   the Gregorian calendar.
  public init(year: Int, month: Int, day: Int, in system: CalendarSystem) throws(CalendarError) {
    let error = CalendarError.noSuchDay(year: year, month: month, day: day, system)
    guard (-9999...99_999).contains(year), (1...12).contains(month), day >= 1, day <= 31,
      let start = system.startOfMonth(12 * year + month - 1), let end = system.startOfMonth(12 * year + month),
      day <= end - start
    else { throw error }
    do {
      try self.init(daysSince1970: start + day - 1)
    } catch {
      throw .noSuchDay(year: year, month: month, day: day, system)
    }
  }

  /// A day of the range, from a calculation on days since 1970.
  init(calculated days: Int) throws(CalendarError) {
    do {
      try self.init(daysSince1970: days)
    } catch {
      throw .dateOutOfRange
    }
  }
}
