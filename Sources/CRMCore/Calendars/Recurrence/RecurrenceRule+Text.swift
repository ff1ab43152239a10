extension RecurrenceRule: CustomStringConvertible {
  /// The rule's text by RFC 5545, such as `FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH`, which reads as the same rule.
  ///
  /// Parts that say what holds without them are left out.
  public var description: String {
    Part.allCases.compactMap { part in text(of: part).map { "\(part.rawValue)=\($0)" } }.joined(separator: ";")
  }

  private func text(of part: Part) -> String? {
    switch part {
    case .calendar: calendar == .gregorian && invalidDays == .omitted ? nil : calendar.recurrenceName
    case .frequency: frequency.rawValue
    case .until: end?.untilText
    case .count: if case .count(let count) = end { String(count) } else { nil }
    case .interval: interval == 1 ? nil : String(interval)
    case .seconds: list(seconds.map(String.init))
    case .minutes: list(minutes.map(String.init))
    case .hours: list(hours.map(String.init))
    case .weekdays: list(weekdays.map(\.text))
    case .daysOfMonth: list(daysOfMonth.map(String.init))
    case .daysOfYear: list(daysOfYear.map(String.init))
    case .weeks: list(weeks.map(String.init))
    case .months: list(months.map(String.init))
    case .positions: list(positions.map(String.init))
    case .firstWeekday: firstWeekday == .monday ? nil : firstWeekday.recurrenceName
    case .invalidDays: invalidDays == .omitted ? nil : invalidDays.rawValue
    }
  }

  private func list(_ values: [String]) -> String? {
    values.isEmpty ? nil : values.joined(separator: ",")
  }
}

extension RecurrenceRule: Codable {
  /// Decodes a rule from its text.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    do {
      try self.init(parsing: text)
    } catch {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: error.description, underlyingError: error))
    }
  }

  /// Encodes the rule as its text.
  public func encode(to encoder: any Encoder) throws {
    try encoder.encode(text: description)
  }
}

extension RecurrenceRule.Day {
  /// The day as a rule has it: `MO`, `-1FR`.
  var text: String { (ordinal == 0 ? "" : String(ordinal)) + weekday.recurrenceName }
}

extension Weekday {
  /// The day's name in a rule: `MO`.
  var recurrenceName: String { rawValue.prefix(2).uppercased() }
}

extension CalendarSystem {
  /// The calendar's name in a rule, by the Unicode CLDR.
  var recurrenceName: String {
    switch self {
    case .gregorian: "GREGORIAN"
    case .persian: "PERSIAN"
    case .islamicCivil: "ISLAMIC-CIVIL"
    case .islamicUmmAlQura: "ISLAMIC-UMALQURA"
    }
  }
}

extension RecurrenceRule.End {
  /// The end as `UNTIL` has it; nil for a count.
  fileprivate var untilText: String? {
    switch self {
    case .count: nil
    case .until(let instant): Self.basic(instant.description)
    case .untilLocal(let time): Self.basic(time.description)
    case .untilEnd(let date): Self.basic(date.description)
    }
  }

  /// ISO 8601's basic format, of its extended.
  private static func basic(_ text: String) -> String {
    text.filter { $0 != "-" && $0 != ":" }
  }
}
