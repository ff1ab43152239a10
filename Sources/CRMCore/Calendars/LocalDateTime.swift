public import Foundation

/// A date and a time on the wall clock, to the second, without a zone: `2024-08-18T09:00:00`.
///
/// Which instant it is, a time zone says.
public struct LocalDateTime: Hashable, Sendable {
  /// The day.
  public let date: CalendarDate

  /// The seconds since midnight on the wall clock, 0 to 86,399.
  public let secondOfDay: Int

  /// A time of a day; 24:00 is the midnight of the day after.
  ///
  /// - Throws: ``CalendarError/secondOutOfRange(_:)`` where the second is not one of 0 to 59, or
  ///   ``CalendarError/dateOutOfRange``.
  public init(_ date: CalendarDate, at time: TimeOfDay, second: Int = 0) throws(CalendarError) {
    guard (0...59).contains(second) else { throw .secondOutOfRange(second) }
    self.date = try date.addingDays(time.minutes / 1440)
    secondOfDay = time.minutes % 1440 * 60 + second
  }

  /// What the wall clock of a time zone shows at an instant.
  ///
  /// - Throws: ``CalendarError/dateOutOfRange``.
  public init(_ instant: Instant, in zone: TimeZone) throws(CalendarError) {
    var clock = ZoneClock(zone)
    try self.init(wallClock: instant.second + clock.offset(at: instant.second))
  }

  /// Reads a date and a time in ISO 8601 without an offset, such as `2024-08-18T09:00:00`.
  ///
  /// - Throws: ``CalendarError/malformedLocalDateTime(_:)``.
  public init(iso8601 text: String) throws(CalendarError) {
    let seconds = ASCIIReader.read(text) { reader -> Int64? in
      guard let day = reader.civilDay(), reader.skip("T"), let hour = reader.number(digits: 2), hour < 24,
        reader.skip(":"), let minute = reader.number(digits: 2), minute < 60,
        reader.skip(":"), let second = reader.number(digits: 2), second < 60
      else { return nil }
      return Int64(day.daysSince1970) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    }
    guard let seconds, let value = try? LocalDateTime(wallClock: seconds) else { throw .malformedLocalDateTime(text) }
    self = value
  }

  /// The date and time so many seconds after the wall clock's own midnight of 1 January 1970.
  init(wallClock seconds: Int64) throws(CalendarError) {
    let day = seconds.floorDivided(by: 86_400)
    date = try CalendarDate(calculated: Int(day))
    secondOfDay = Int(seconds - day * 86_400)
  }

  /// The seconds since the wall clock's own midnight of 1 January 1970.
  var wallClock: Int64 { Int64(date.daysSince1970) * 86_400 + Int64(secondOfDay) }
}

extension LocalDateTime: Comparable {
  /// Whether the left is earlier on the wall clock.
  public static func < (left: LocalDateTime, right: LocalDateTime) -> Bool { left.wallClock < right.wallClock }
}

extension LocalDateTime: CustomStringConvertible {
  /// The date and time in ISO 8601, such as `2024-08-18T09:00:00`.
  public var description: String {
    let time = [secondOfDay / 3600, secondOfDay / 60 % 60, secondOfDay % 60].map { $0.padded(to: 2) }
    return "\(date)T\(time.joined(separator: ":"))"
  }
}

extension LocalDateTime: Codable {
  /// Decodes a date and time from its ISO 8601 text.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    self = try decoder.reportingCalendarCorruption { () throws(CalendarError) in try LocalDateTime(iso8601: text) }
  }

  /// Encodes the date and time as its ISO 8601 text.
  public func encode(to encoder: any Encoder) throws {
    try encoder.encode(text: description)
  }
}
