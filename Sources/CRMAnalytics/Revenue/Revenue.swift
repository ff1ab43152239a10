public import CRMCore
public import CRMSales

/// What was earned with opportunities that were won, by customer segment and period, in one currency.
///
/// ```swift
/// let revenue = try await crm.analytics.report(
///   .revenue(in: .usd, by: [.age(), .gender], per: GroupingPeriod(.month, in: .persian(in: zone))))
/// ```
///
/// Amounts in other currencies are converted one by one by the rate of their day, rounded once, so that the whole is the same however it is divided,
/// and past figures never move. It is kept up to date from what changes.
public struct Revenue: Report {
  /// The currency of the result.
  public var currency: Currency
  /// What customers are told apart by.
  public var divisions: [CustomerDivision]
  /// The periods; nil for one figure over all time.
  public var period: GroupingPeriod?
  /// The days on which the opportunities were won; nil for all.
  public var dates: ReportDates?
  /// Which opportunities.
  public var filter: Filter<Opportunity>
  /// What other currencies are worth.
  public var rates: ExchangeRates

  /// Asks for what was earned.
  public init(
    in currency: Currency, by divisions: [CustomerDivision] = [], per period: GroupingPeriod? = nil,
    dates: ReportDates? = nil, where filter: Filter<Opportunity> = .all, rates: ExchangeRates = ExchangeRates()
  ) {
    self.currency = currency
    self.divisions = divisions
    self.period = period
    self.dates = dates
    self.filter = filter
    self.rates = rates
  }

  /// What was earned, divided and as a whole.
  public struct Answer: Hashable, Sendable {
    /// The parts, by periods, then by segments; what is not known comes first.
    public let rows: [Row]
    /// The sum of all rows.
    public let total: Money
    /// How many opportunities were won.
    public let count: Int
  }

  /// What was earned with a segment in a period.
  public struct Row: Hashable, Sendable {
    /// The period; nil where none was asked for, and for what has no day.
    public let period: DateBucket?
    /// What the customers share, in the order of the divisions.
    public let segments: [CustomerSegment]
    /// How many opportunities were won.
    public let count: Int
    /// What they have brought.
    public let amount: Money
  }

  /// Answers the question from one view.
  ///
  /// - Throws: `ValueError.noExchangeRate` where an amount can't be converted, `ValueError.moneyOutOfRange`; `FilterError`.
  public func answer(from crm: borrowing Snapshot) async throws -> Answer {
    let won =
      try filter.expression && .compare("state", .equal, .text("won"))
      && crm.condition("actualCloseDate", in: dates, by: period?.calendar)
    let amounts = try await crm.amounts(
      of: "actualValue", of: Opportunity.recordType, where: won, by: divisions.flatMap(\.paths) + ["actualCloseDate"],
      on: "actualCloseDate", in: currency, rates)
    var parts: [Key: Part] = [:]
    for part in amounts {
      try parts[key(of: part.group), default: Part(in: currency)].add(part.amount, count: part.count)
    }
    var all = Part(in: currency)
    for part in parts.values { try all.add(part.amount, count: part.count) }
    let rows = parts.sorted { $0.key < $1.key }.map {
      Row(period: $0.period, segments: $0.segments, count: $1.count, amount: $1.amount)
    }
    return Answer(rows: rows, total: all.amount, count: all.count)
  }

  /// What tells a row from the others.
  private struct Key: Hashable, Comparable {
    let period: DateBucket?
    let segments: [CustomerSegment]

    static func < (left: Key, right: Key) -> Bool {
      if left.period == right.period { return left.segments.lexicographicallyPrecedes(right.segments) }
      guard let later = right.period else { return false }
      return left.period.map { $0 < later } ?? true
    }
  }

  private struct Part {
    var amount: Money
    var count = 0

    init(in currency: Currency) { amount = .zero(currency) }

    mutating func add(_ amount: Money, count: Int) throws {
      self.amount = try self.amount + amount
      self.count += count
    }
  }

  private func key(of group: [AnyValue]) throws -> Key {
    var place = 0
    var segments: [CustomerSegment] = []
    let day = group.last?.day
    for division in divisions {
      segments.append(division.segment(group[place..<place + division.paths.count], on: day))
      place += division.paths.count
    }
    let bucket = try period.flatMap { period in
      try day.map { try period.calendar.bucket(period.granularity, containing: $0) }
    }
    return Key(period: bucket, segments: segments)
  }
}

extension Report where Self == Revenue {
  /// What was earned with opportunities that were won, by customer segment and period: ``Revenue``.
  public static func revenue(
    in currency: Currency, by divisions: [CustomerDivision] = [], per period: GroupingPeriod? = nil,
    dates: ReportDates? = nil, where filter: Filter<Opportunity> = .all, rates: ExchangeRates = ExchangeRates()
  ) -> Revenue {
    Revenue(in: currency, by: divisions, per: period, dates: dates, where: filter, rates: rates)
  }
}
