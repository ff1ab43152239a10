public import Foundation

/// When a team works: what the clocks of service levels and response times run by.
///
/// ```swift
/// let day = try [BusinessHours.Shift("08:30-12:00"), BusinessHours.Shift("13:00-17:00")]
/// let hours = try BusinessHours(
///   timeZone: tehran,
///   weekly: [.saturday: day, .sunday: day, .monday: day, .tuesday: day, .wednesday: day],
///   holidays: [nowruz])
/// let due = try hours.adding(.seconds(4 * 3600), to: case.openedAt)
/// ```
///
/// Shifts are times on the wall clock of ``timeZone``, durations are what really elapses: a shift over a change of
/// daylight-saving time is an hour longer or shorter than its times say. A time that comes twice is the first of them;
/// a time that never comes is the moment at which clocks are set forward.
///
/// What counts on a day: nothing if it is a holiday; else its own shifts if it is a special day; else those of its
/// weekday. A shift that ends no later than it begins runs over midnight, and what comes after midnight belongs to the
/// day after, whose being a holiday or a special day removes it. A holiday removes its own day only, so what the shift
/// of a holiday's evening would do after midnight stays.
public struct BusinessHours: Hashable, Sendable {
  /// A stretch of work on the wall clock.
  public struct Shift: Hashable, Sendable {
    /// When it begins.
    public var start: TimeOfDay
    /// When it ends: on the day after where this is not later than the start.
    public var end: TimeOfDay

    /// A shift between two times.
    public init(from start: TimeOfDay, to end: TimeOfDay) {
      self.start = start
      self.end = end
    }

    /// Reads a shift such as `09:00-17:00`, `22:00-06:00` or `00:00-24:00`.
    ///
    /// - Throws: ``CalendarError/malformedShift(_:)``.
    public init(_ text: String) throws(CalendarError) {
      let parts = TextKey.fold(text).split(separator: "-", omittingEmptySubsequences: false)
      guard parts.count == 2, let start = try? TimeOfDay(String(parts[0])),
        let end = try? TimeOfDay(String(parts[1]))
      else { throw .malformedShift(text) }
      self.init(from: start, to: end)
    }
  }

  /// The time zone of the shifts.
  public let timeZone: TimeZone

  /// The shifts that begin on each day of the week, in their order; other days have none.
  public let weekly: [Weekday: [Shift]]

  /// The days without work.
  public let holidays: Set<CalendarDate>

  /// The days with other shifts than their weekday's.
  public let specialDays: [CalendarDate: [Shift]]

  /// What is open on each day.
  let schedule: BusinessSchedule

  /// Business hours that have been checked.
  ///
  /// - Parameters:
  ///   - timeZone: The time zone of the shifts.
  ///   - weekly: The shifts that begin on each day of the week.
  ///   - holidays: The days without work.
  ///   - specialDays: The days with other shifts than their weekday's.
  /// - Throws: ``CalendarError/unusableBusinessHours(_:)`` with every ``Problem``.
  public init(
    timeZone: TimeZone, weekly: [Weekday: [Shift]], holidays: Set<CalendarDate> = [],
    specialDays: [CalendarDate: [Shift]] = [:]
  ) throws(CalendarError) {
    let problems = Problem.all(weekly: weekly, holidays: holidays, specialDays: specialDays)
    guard problems.isEmpty else { throw .unusableBusinessHours(problems) }
    self.timeZone = timeZone
    self.weekly = weekly.filter { !$0.value.isEmpty }.mapValues { $0.sorted { $0.start < $1.start } }
    self.holidays = holidays
    self.specialDays = specialDays.mapValues { $0.sorted { $0.start < $1.start } }
    schedule = BusinessSchedule(weekly: weekly, holidays: holidays, specialDays: specialDays)
  }

  /// The working days: those on which a shift begins.
  public var businessDays: BusinessDays {
    BusinessDays(
      weekdays: Set(weekly.keys),
      holidays: holidays.union(specialDays.filter(\.value.isEmpty).keys),
      extraDays: Set(specialDays.filter { !$0.value.isEmpty }.keys))
  }
}

extension BusinessHours.Shift: CustomStringConvertible {
  /// The shift as it is written: `09:00-17:00`.
  public var description: String { "\(start)-\(end)" }
}

extension BusinessHours.Shift: Codable {
  /// Decodes a shift from its text.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    self = try decoder.reportingCalendarCorruption { () throws(CalendarError) in try BusinessHours.Shift(text) }
  }

  /// Encodes the shift as its text.
  public func encode(to encoder: any Encoder) throws {
    try encoder.encode(text: description)
  }
}
