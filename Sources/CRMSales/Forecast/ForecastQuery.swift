public import CRMCore

/// What is to be forecast: which opportunities, by what, and in which currency.
///
/// ```swift
/// var query = ForecastQuery(in: .usd, by: .month, of: .persian(in: zone))
/// query.divisions = [.owner]
/// query.rates = rates
/// let forecast = try await crm.sales.forecast(query)
/// ```
///
/// It comes down to two aggregates, ``open`` and ``won``, of fields of opportunities and of their stages, so that it can be live:
///
/// ```swift
/// for try await rows in crm.live(query.open) { show(try query.forecast(open: rows, won: [], on: today)) }
/// ```
public struct ForecastQuery: Sendable {
  /// The currency of the result.
  public var currency: Currency
  /// The length of the periods.
  public var granularity: DateGranularity
  /// The calendar of the periods.
  public var calendar: ReportCalendar
  /// What is forecast apart within a period.
  public var divisions: [Division]
  /// The days on which the opportunities close; nil for all, those without a day included.
  public var dates: Range<CalendarDate>?
  /// Which opportunities.
  public var filter: Filter<Opportunity>
  /// What other currencies are worth.
  public var rates: ExchangeRates
  /// The day whose rates count; nil for today.
  public var rateDate: CalendarDate?

  /// What is forecast apart.
  public enum Division: String, Hashable, Sendable, CaseIterable {
    case owner
    case pipeline
  }

  /// Asks for a forecast.
  public init(
    in currency: Currency, by granularity: DateGranularity = .month, of calendar: ReportCalendar,
    divisions: [Division] = [], dates: Range<CalendarDate>? = nil, where filter: Filter<Opportunity> = .all,
    rates: ExchangeRates = ExchangeRates(), rateDate: CalendarDate? = nil
  ) {
    self.currency = currency
    self.granularity = granularity
    self.calendar = calendar
    self.divisions = divisions
    self.dates = dates
    self.filter = filter
    self.rates = rates
    self.rateDate = rateDate
  }

  /// The figures of what is open.
  public var open: AggregateQuery {
    query(
      .open, "estimatedCloseDate", "estimatedValue",
      besides: ["forecastCategory", "stage.forecastCategory", "probability", "stage.probability"])
  }

  /// The figures of what was won.
  public var won: AggregateQuery { query(.won, "actualCloseDate", "actualValue", besides: []) }

  private func query(
    _ state: Opportunity.State, _ day: FieldPath, _ value: FieldPath, besides paths: [FieldPath]
  ) -> AggregateQuery {
    var condition =
      filter.expression && .compare("state", .equal, .text(state.rawValue)) && .compare(value, .notEqual, .null)
    if let dates {
      condition =
        condition && .compare(day, .greaterOrEqual, .date(dates.lowerBound))
        && .compare(day, .less, .date(dates.upperBound))
    }
    let groups =
      [Grouping(day, by: GroupingPeriod(granularity, in: calendar))]
      + divisions.map { Grouping(FieldPath($0.rawValue)) }
      + [Grouping(FieldPath(value.text + ".currency"))] + paths.map { Grouping($0) }
    return AggregateQuery(Opportunity.recordType, where: condition, by: groups, measures: [.count, .sum(value)])
  }
}
