/// A time on the wall clock, in minutes from midnight: 00:00 to 24:00, which is the midnight at the end of the day.
public struct TimeOfDay: Hashable, Sendable {
  /// The minutes since midnight, 0 to 1440.
  public let minutes: Int

  /// A time of the day.
  ///
  /// - Throws: ``CalendarError/malformedTimeOfDay(_:)``.
  public init(hour: Int, minute: Int = 0) throws(CalendarError) {
    guard (0...24).contains(hour), (0...59).contains(minute), hour < 24 || minute == 0 else {
      throw .malformedTimeOfDay("\(hour):\(minute)")
    }
    minutes = 60 * hour + minute
  }

  /// Reads a time such as `09:30` or `9:30`, in digits of any script.
  ///
  /// - Throws: ``CalendarError/malformedTimeOfDay(_:)``.
  public init(_ text: String) throws(CalendarError) {
    let parts = TextKey.fold(text).split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, (1...2).contains(parts[0].utf8.count), parts[1].utf8.count == 2,
      parts.allSatisfy({ $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } }),
      let hour = Int(parts[0]), let minute = Int(parts[1]), let time = try? TimeOfDay(hour: hour, minute: minute)
    else { throw .malformedTimeOfDay(text) }
    self = time
  }

  /// The midnight with which a day begins.
  public static let midnight = TimeOfDay(minutes: 0)

  /// The midnight with which a day ends, 24:00.
  public static let endOfDay = TimeOfDay(minutes: 1440)

  private init(minutes: Int) { self.minutes = minutes }
}

extension TimeOfDay: Comparable {
  /// Whether the left time is earlier.
  public static func < (left: TimeOfDay, right: TimeOfDay) -> Bool { left.minutes < right.minutes }
}

extension TimeOfDay: CustomStringConvertible {
  /// The time in 24 hours, such as `09:30`.
  public var description: String { "\((minutes / 60).padded(to: 2)):\((minutes % 60).padded(to: 2))" }
}

extension TimeOfDay: Codable {
  /// Decodes a time from its text.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    self = try decoder.reportingCalendarCorruption { () throws(CalendarError) in try TimeOfDay(text) }
  }

  /// Encodes the time as its text.
  public func encode(to encoder: any Encoder) throws {
    try encoder.encode(text: description)
  }
}
