/// How finely a report divides time.
public enum DateGranularity: String, Codable, CaseIterable, Hashable, Sendable {
  case day, week, month, quarter, year, fiscalQuarter, fiscalYear
}

/// A day, week, month, quarter or year by which a report groups, of a ``ReportCalendar``.
///
/// Buckets of one calendar and granularity neither overlap nor leave gaps.
public struct DateBucket: Hashable, Sendable {
  /// The calendar whose years and months are counted.
  public let system: CalendarSystem

  /// What the bucket is.
  public let granularity: DateGranularity

  /// The first day.
  public let start: CalendarDate

  /// The day after the last.
  public let end: CalendarDate

  /// The year that the label names.
  public let year: Int

  /// The number of the week, month or quarter in that year, from 1; of a day its number in that year; of a year 1.
  public let number: Int

  /// The days of the bucket.
  public var dates: Range<CalendarDate> { start..<end }

  init(
    system: CalendarSystem, granularity: DateGranularity, start: CalendarDate, end: CalendarDate, year: Int, number: Int
  ) {
    self.system = system
    self.granularity = granularity
    self.start = start
    self.end = end
    self.year = year
    self.number = number
  }

  /// The bucket's name, the same on every machine.
  ///
  /// Of one granularity and calendar, labels sort by time (from the
  /// year 0 to 9999).
  ///
  /// | Granularity | Label |
  /// |---|---|
  /// | day | `2017-03-01` |
  /// | week | `2017-W13`: the first week with at least four days in the year is the first |
  /// | month | `2017-03`, Persian `1395-12` |
  /// | quarter | `2017-Q1` |
  /// | year | `2017` |
  /// | fiscal quarter | `FY2017-Q3` |
  /// | fiscal year | `FY2017`: by the year in which it ends |
  ///
  /// Weeks are counted as in ISO 8601, whatever day they begin with: the year is that of the week's fourth day, which
  /// may differ from that of its first.
  public var label: String {
    let yearText = year.padded(to: 4)
    switch granularity {
    case .day:
      // A bucket is only made of days that its calendar covers.
      let fields = system.fields(ofDay: Int(start.daysSince1970))
      return fields?.text(separator: "-") ?? start.description
    case .week: return "\(yearText)-W\(number.padded(to: 2))"
    case .month: return "\(yearText)-\(number.padded(to: 2))"
    case .quarter: return "\(yearText)-Q\(number)"
    case .year: return yearText
    case .fiscalQuarter: return "FY\(yearText)-Q\(number)"
    case .fiscalYear: return "FY\(yearText)"
    }
  }

  /// The bucket's name for people, such as `Esfand 1395` and `اسفند ۱۳۹۵` of months; the label in the language's
  /// digits of what has no name.
  public func title(in language: CalendarLanguage) -> String {
    switch granularity {
    case .month:
      language.digits("\(system.monthNames(in: language)[(number - 1) % 12]) \(year)")
    default:
      language.digits(label)
    }
  }
}

extension DateBucket: Comparable {
  /// Whether the left bucket begins earlier, or ends earlier where they begin together.
  public static func < (left: DateBucket, right: DateBucket) -> Bool {
    (left.start, left.end) < (right.start, right.end)
  }
}

extension DateBucket: CustomStringConvertible {
  /// The label.
  public var description: String { label }
}

extension DateBucket: Codable {
  private enum CodingKeys: String, CodingKey {
    case system, granularity, start, end, year, number
  }

  /// Decodes a bucket; one that ends before it begins, or with a number that none has, is reported as corrupted data.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    system = try container.decode(CalendarSystem.self, forKey: .system)
    granularity = try container.decode(DateGranularity.self, forKey: .granularity)
    start = try container.decode(CalendarDate.self, forKey: .start)
    end = try container.decode(CalendarDate.self, forKey: .end)
    year = try container.decode(Int.self, forKey: .year)
    number = try container.decode(Int.self, forKey: .number)
    guard start < end, (1...366).contains(number) else {
      throw DecodingError.dataCorruptedError(
        forKey: .end, in: container, debugDescription: "No bucket \(number) lies between \(start) and \(end).")
    }
  }
}
