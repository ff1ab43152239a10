public import CRMCore

/// The days that a report is about.
public enum ReportDates: Hashable, Sendable {
  /// From the first day up to the day before the last.
  case days(Range<CalendarDate>)
  /// A stretch of days that moves with the clock, by the calendar of the report or of the environment.
  case during(RelativePeriod)

  /// The days that it means now.
  func range(in calendar: ReportCalendar, at now: Instant) throws -> Range<CalendarDate> {
    switch self {
    case .days(let range): range
    case .during(let period): try calendar.dates(of: period, at: now)
    }
  }
}

extension Snapshot {
  /// Today, in the environment's calendar.
  var today: CalendarDate {
    get throws { try environment.calendar.date(of: environment.clock()) }
  }

  /// The condition that a day lies in the dates of a report; met by all where it has none.
  func condition(_ day: FieldPath, in dates: ReportDates?) throws -> FilterExpression {
    guard let range = try dates?.range(in: environment.calendar, at: environment.clock()) else {
      return .constant(true)
    }
    return .compare(day, .greaterOrEqual, .date(range.lowerBound)) && .compare(day, .less, .date(range.upperBound))
  }

  /// The rows of figures over records of one type, by the values of fields.
  func rows(
    of type: RecordType, where condition: FilterExpression, by groups: [FieldPath], _ measures: Measure...
  ) async throws -> [AggregateRow] {
    let query = AggregateQuery(type, where: condition, by: groups.map { Grouping($0) }, measures: measures)
    return try await reading { try await $0.aggregate(query) }
  }

  /// The rows of figures over records of one type.
  func rows(
    of type: RecordType, where condition: FilterExpression, by groups: [Grouping] = [], _ measures: Measure...
  ) async throws -> [AggregateRow] {
    try await reading {
      try await $0.aggregate(AggregateQuery(type, where: condition, by: groups, measures: measures))
    }
  }
}

extension AnyValue {
  /// A count, or another whole number.
  var wholeNumber: Int? { if case .integer(let number) = self { Int(number) } else { nil } }
  var exactNumber: ExactDecimal? { if case .decimal(let number) = self { number } else { nil } }
  var money: Money? { if case .money(let money) = self { money } else { nil } }
  var day: CalendarDate? { if case .date(let day) = self { day } else { nil } }
  var moment: Instant? { if case .instant(let instant) = self { instant } else { nil } }
  var identifier: Identifier? { if case .reference(let id) = self { id } else { nil } }
}
