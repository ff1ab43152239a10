public import Foundation

/// A day of the proleptic Gregorian calendar without a zone, of the years 1 to 9999: a birthday, a due day.
///
/// It is kept as the number of the day, so any other calendar can show it.
public struct CalendarDate: Hashable, Sendable {
  /// The days since 1 January 1970.
  public let daysSince1970: Int32

  /// The days since 1970 of 1 January of the year 1 and of 31 December 9999.
  static let range: ClosedRange<Int32> = -719_162...2_932_896

  /// The day so many days after 1 January 1970.
  ///
  /// - Throws: ``ValueError/calendarDateOutOfRange``.
  public init(daysSince1970: Int) throws(ValueError) {
    guard let days = Int32(exactly: daysSince1970), Self.range.contains(days) else { throw .calendarDateOutOfRange }
    self.daysSince1970 = days
  }

  /// The day with this year (1 to 9999), month (1 to 12) and day of the month.
  ///
  /// - Throws: ``ValueError/noSuchDay(year:month:day:)``.
  public init(year: Int, month: Int, day: Int) throws(ValueError) {
    let civil = CivilDay(year: year, month: month, day: day)
    guard year >= 1, year <= 9999, civil.exists else { throw .noSuchDay(year: year, month: month, day: day) }
    daysSince1970 = Int32(civil.daysSince1970)
  }

  /// The day on which an instant falls in a time zone.
  ///
  /// - Throws: ``ValueError/calendarDateOutOfRange``.
  public init(_ instant: Instant, in zone: TimeZone) throws(ValueError) {
    let offset = Int64(zone.secondsFromGMT(for: Date(instant)))
    let seconds = instant.microsecondsSince1970.floorDivided(by: 1_000_000)
    try self.init(daysSince1970: Int((seconds + offset).floorDivided(by: 86_400)))
  }

  /// The year, 1 to 9999.
  public var year: Int { civil.year }

  /// The month, 1 to 12.
  public var month: Int { civil.month }

  /// The day of the month, 1 to 31.
  public var day: Int { civil.day }

  /// The day of the week.
  public var weekday: Weekday {
    // 1 January 1970 was a Thursday; the sum is positive for every day of the range.
    switch (Int(daysSince1970) + 719_162) % 7 {
    case 0: .monday
    case 1: .tuesday
    case 2: .wednesday
    case 3: .thursday
    case 4: .friday
    case 5: .saturday
    default: .sunday
    }
  }

  /// The year, month and day, where all of them are needed.
  package var civil: CivilDay { CivilDay(daysSince1970: Int(daysSince1970)) }

  /// The day so many days later, or earlier for a negative number.
  ///
  /// - Throws: ``ValueError/calendarDateOutOfRange``.
  public func adding(days: Int) throws(ValueError) -> CalendarDate {
    let (sum, overflow) = Int(daysSince1970).addingReportingOverflow(days)
    if overflow { throw .calendarDateOutOfRange }
    return try CalendarDate(daysSince1970: sum)
  }

  /// How many days it is until another day; negative when that is earlier.
  public func days(to other: CalendarDate) -> Int {
    Int(other.daysSince1970) - Int(daysSince1970)
  }
}

extension CalendarDate: Comparable {
  /// Whether the left day is earlier.
  public static func < (left: CalendarDate, right: CalendarDate) -> Bool {
    left.daysSince1970 < right.daysSince1970
  }
}
