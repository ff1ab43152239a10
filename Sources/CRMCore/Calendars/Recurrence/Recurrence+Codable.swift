import Foundation

extension Recurrence: Codable {
  private enum CodingKeys: String, CodingKey {
    case rule, start, timeZone, excluded, additional
  }

  /// Decodes a recurrence; what ``init(_:from:in:excluding:adding:)`` refuses is reported as corrupted data.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let rule = try container.decode(RecurrenceRule.self, forKey: .rule)
    let start = try container.decode(LocalDateTime.self, forKey: .start)
    let zone = try TimeZone(decoding: container.decode(String.self, forKey: .timeZone), at: container.codingPath)
    let excluded = try container.decodeIfPresent([LocalDateTime].self, forKey: .excluded) ?? []
    let additional = try container.decodeIfPresent([LocalDateTime].self, forKey: .additional) ?? []
    self = try decoder.reportingCalendarCorruption { () throws(CalendarError) in
      try Recurrence(rule, from: start, in: zone, excluding: Set(excluded), adding: Set(additional))
    }
  }

  /// Encodes the recurrence, its exceptions in their order.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(rule, forKey: .rule)
    try container.encode(start, forKey: .start)
    try container.encode(timeZone.identifier, forKey: .timeZone)
    if !excluded.isEmpty { try container.encode(excluded.sorted(), forKey: .excluded) }
    if !additional.isEmpty { try container.encode(additional.sorted(), forKey: .additional) }
  }
}
