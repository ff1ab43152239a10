import Foundation

/// Coded in words: `{"timeZone": "Asia/Tehran", "weekly": {"saturday": ["08:30-17:00"]}, "holidays": ["2024-03-20"],
/// "specialDays": {"2024-03-19": ["08:30-12:00"]}}`, the last two where there are any.
extension BusinessHours: Codable {
  private enum CodingKeys: String, CodingKey {
    case timeZone, weekly, holidays, specialDays
  }

  /// Decodes business hours; what ``init(timeZone:weekly:holidays:specialDays:)`` refuses is reported as corrupted
  /// data.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let zone = try TimeZone(decoding: container.decode(String.self, forKey: .timeZone), at: container.codingPath)
    var weekly: [Weekday: [Shift]] = [:]
    for (name, shifts) in try container.decode([String: [Shift]].self, forKey: .weekly) {
      guard let weekday = Weekday(rawValue: name) else {
        throw DecodingError.dataCorruptedError(
          forKey: .weekly, in: container, debugDescription: "There is no weekday \(name); use monday to sunday.")
      }
      weekly[weekday] = shifts
    }
    let holidays = try container.decodeIfPresent([CalendarDate].self, forKey: .holidays) ?? []
    var specialDays: [CalendarDate: [Shift]] = [:]
    for (date, shifts) in try container.decodeIfPresent([String: [Shift]].self, forKey: .specialDays) ?? [:] {
      specialDays[try CalendarDate(iso8601: date)] = shifts
    }
    self = try decoder.reportingCalendarCorruption { () throws(CalendarError) in
      try BusinessHours(timeZone: zone, weekly: weekly, holidays: Set(holidays), specialDays: specialDays)
    }
  }

  /// Encodes the business hours, the holidays in their order.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(timeZone.identifier, forKey: .timeZone)
    try container.encode(
      Dictionary(uniqueKeysWithValues: weekly.map { ($0.key.rawValue, $0.value) }), forKey: .weekly)
    if !holidays.isEmpty { try container.encode(holidays.sorted(), forKey: .holidays) }
    guard !specialDays.isEmpty else { return }
    try container.encode(
      Dictionary(uniqueKeysWithValues: specialDays.map { ($0.key.description, $0.value) }), forKey: .specialDays)
  }
}
