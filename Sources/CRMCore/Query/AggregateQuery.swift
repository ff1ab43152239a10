/// Figures over the records of one type, by groups.
public struct AggregateQuery: Hashable, Sendable {
  /// The type of the records.
  public var type: RecordType
  /// The condition that they meet.
  public var filter: FilterExpression
  /// What the records are grouped by; one row for all of them when it is empty.
  public var groups: [Grouping]
  /// The figures of each group.
  public var measures: [Measure]
  /// The order of the rows by group or figure; rows that tie, or all of them, are in the order of their groups, nil first.
  public var sort: [AggregateSort]
  /// The greatest number of rows; nil for all.
  public var limit: Int?
  /// What of each entity is visible at all.
  public var scope: QueryScope

  /// Asks for figures.
  public init(
    _ type: RecordType, where filter: FilterExpression = .constant(true), by groups: [Grouping] = [],
    measures: [Measure], sort: [AggregateSort] = [], limit: Int? = nil, scope: QueryScope = QueryScope()
  ) {
    self.type = type
    self.filter = filter
    self.groups = groups
    self.measures = measures
    self.sort = sort
    self.limit = limit
    self.scope = scope
  }
}

/// What records are grouped by: a value, or the period that a date or instant lies in.
public struct Grouping: Hashable, Sendable {
  /// The value.
  public let path: FieldPath
  /// The period's length and the calendar and zone that it is of; nil to group by the value itself.
  public let period: GroupingPeriod?

  /// Groups by a value, or by the period that a date or instant lies in.
  public init(_ path: FieldPath, by period: GroupingPeriod? = nil) {
    self.path = path
    self.period = period
  }
}

/// Periods of one length in one calendar.
public struct GroupingPeriod: Hashable, Sendable {
  /// The length.
  public let granularity: DateGranularity
  /// The calendar, the zone for instants, and the month in which fiscal years begin.
  public let calendar: ReportCalendar

  /// Creates a description of periods.
  public init(_ granularity: DateGranularity, in calendar: ReportCalendar) {
    self.granularity = granularity
    self.calendar = calendar
  }
}

/// A figure of a group of records.
///
/// Nil values do not count, except for ``count``, which counts records. Over no values, counts are 0, sums are 0 where the type has one zero
/// and the other figures are nil.
public enum Measure: Hashable, Sendable {
  /// How many records there are.
  case count
  /// How many different values there are.
  case distinct(FieldPath)
  /// The sum of integers, decimals, numbers, durations or money of one currency.
  case sum(FieldPath)
  /// The exact sum over the exact count, rounded half-even to the field's scale plus four digits. Booleans count as 1 and 0.
  case average(FieldPath)
  /// The smallest value.
  case minimum(FieldPath)
  /// The greatest value.
  case maximum(FieldPath)
  /// The 50th percentile.
  case median(FieldPath)
  /// The value below which so many percent lie, from 0 to 100, interpolated linearly between the two nearest (as Excel's
  /// PERCENTILE.INC and the default of pandas; Hyndman & Fan 1996, type 7), rounded as an average.
  case percentile(ExactDecimal, FieldPath)
}

/// One key of an aggregate's order.
public struct AggregateSort: Hashable, Sendable {
  /// What is compared.
  public enum Key: Hashable, Sendable {
    /// The group at that position in ``AggregateQuery/groups``.
    case group(Int)
    /// The figure at that position in ``AggregateQuery/measures``.
    case measure(Int)
  }

  /// What is compared.
  public let key: Key
  /// Whether greater values come first.
  public let isDescending: Bool

  /// Creates a key of an order.
  public init(_ key: Key, isDescending: Bool = false) {
    self.key = key
    self.isDescending = isDescending
  }
}

/// One row of an aggregate.
public struct AggregateRow: Hashable, Sendable {
  /// The values that the group's records share, in the order of ``AggregateQuery/groups``; a period is its label as text, such as `2017-03`.
  public let group: [AnyValue]
  /// The figures, in the order of ``AggregateQuery/measures``.
  public let values: [AnyValue]

  /// Creates a row.
  public init(group: [AnyValue], values: [AnyValue]) {
    self.group = group
    self.values = values
  }
}
