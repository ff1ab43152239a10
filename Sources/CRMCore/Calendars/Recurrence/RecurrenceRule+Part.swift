extension RecurrenceRule {
  /// A part of a rule's text, in the order in which they are written.
  public enum Part: String, CaseIterable, Hashable, Sendable {
    case calendar = "RSCALE"
    case frequency = "FREQ"
    case until = "UNTIL"
    case count = "COUNT"
    case interval = "INTERVAL"
    case seconds = "BYSECOND"
    case minutes = "BYMINUTE"
    case hours = "BYHOUR"
    case weekdays = "BYDAY"
    case daysOfMonth = "BYMONTHDAY"
    case daysOfYear = "BYYEARDAY"
    case weeks = "BYWEEKNO"
    case months = "BYMONTH"
    case positions = "BYSETPOS"
    case firstWeekday = "WKST"
    case invalidDays = "SKIP"

    /// The numbers that may stand in it; nil where it holds none.
    var range: ClosedRange<Int>? {
      switch self {
      case .count: 1...RecurrenceRule.countLimit
      // What RFC 5545 calls an integer.
      case .interval: 1...2_147_483_647
      case .seconds: 0...60
      case .minutes: 0...59
      case .hours: 0...23
      case .weekdays, .weeks: 1...53
      case .daysOfMonth: 1...31
      case .daysOfYear, .positions: 1...366
      case .months: 1...12
      case .calendar, .frequency, .until, .firstWeekday, .invalidDays: nil
      }
    }

    /// Whether its numbers may be negative, and so count from the end.
    var countsFromEnd: Bool {
      switch self {
      case .weekdays, .weeks, .daysOfMonth, .daysOfYear, .positions: true
      default: false
      }
    }

    /// What may be written in it.
    var form: String {
      let numbers = range.map { range in
        "\(range.lowerBound) to \(range.upperBound)"
          + (countsFromEnd ? ", or -\(range.lowerBound) to -\(range.upperBound) from the end" : "")
      }
      switch self {
      case .calendar: return CalendarSystem.allCases.map(\.recurrenceName).joined(separator: ", ")
      case .frequency: return Frequency.allCases.map(\.rawValue).joined(separator: ", ")
      case .until: return "a date or a time such as 20241231, 20241231T235959 or 20241231T235959Z"
      case .weekdays:
        return "weekdays from MO to SU, which may have a number before them (\(numbers ?? "")), such as MO,-1FR"
      case .firstWeekday: return "a weekday from MO to SU"
      case .invalidDays: return InvalidDays.allCases.map(\.rawValue).joined(separator: ", ")
      case .count, .interval: return "a number, \(numbers ?? "")"
      default: return "numbers with commas between them, \(numbers ?? "")"
      }
    }
  }

  /// Throws what is wrong with the rule.
  func check() throws(RecurrenceError) {
    for (part, numbers) in numbers {
      guard let range = part.range else { continue }
      for number in numbers where !range.contains(part.countsFromEnd ? Int(clamping: number.magnitude) : number) {
        throw .valueOutOfRange(part, number)
      }
    }
    let forbidden: [Part: Bool] = [
      .weeks: frequency != .yearly, .daysOfYear: (.daily ... .monthly).contains(frequency),
      .daysOfMonth: frequency == .weekly,
    ]
    for (part, numbers) in numbers where !numbers.isEmpty && forbidden[part] ?? false {
      throw .partNotAllowed(part, frequency)
    }
    if let day = weekdays.first(where: { $0.ordinal != 0 }) {
      if frequency < .monthly { throw .ordinalNotAllowed(day, frequency) }
      if !weeks.isEmpty { throw .ordinalWithWeeks(day) }
    }
    if !positions.isEmpty && byParts.allSatisfy(\.isEmpty) && weekdays.isEmpty { throw .positionsAlone }
    if case .until(let instant) = end, (try? LocalDateTime(wallClock: instant.second)) == nil {
      throw .untilOutOfRange(instant)
    }
  }

  /// All the numbers, each with its part.
  private var numbers: [(part: Part, numbers: [Int])] {
    var parts: [(Part, [Int])] = [
      (.interval, [interval]), (.seconds, seconds), (.minutes, minutes), (.hours, hours),
      (.daysOfMonth, daysOfMonth), (.daysOfYear, daysOfYear), (.weeks, weeks), (.months, months),
      (.positions, positions),
    ]
    parts.append((.weekdays, weekdays.filter { if case .nth = $0 { true } else { false } }.map(\.ordinal)))
    if case .count(let count) = end { parts.append((.count, [count])) }
    return parts
  }

  /// The lists of numbers by which days and times are chosen, without the weekdays.
  var byParts: [[Int]] { [seconds, minutes, hours, daysOfMonth, daysOfYear, weeks, months] }
}
