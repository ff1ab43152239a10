public import CRMCore
public import CRMSales

/// How many of the opportunities that were decided were won, by number and by value.
///
/// ```swift
/// let byOwner = try await crm.analytics.report(.winRate(by: [Grouping("owner.name")], in: .usd))
/// ```
///
/// It is kept up to date from what changes, where the groupings lead no further than one reference.
public struct WinRate: Report {
  /// What the opportunities are divided by.
  public var groups: [Grouping]
  /// The currency of the values; nil for no values.
  public var currency: Currency?
  /// The days on which they were won or lost; nil for all.
  public var dates: ReportDates?
  /// Which opportunities.
  public var filter: Filter<Opportunity>
  /// What other currencies are worth.
  public var rates: ExchangeRates
  /// The day whose rates count; nil for today.
  public var rateDate: CalendarDate?

  /// Asks for the win rate.
  public init(
    by groups: [Grouping] = [], in currency: Currency? = nil, dates: ReportDates? = nil,
    where filter: Filter<Opportunity> = .all, rates: ExchangeRates = ExchangeRates(), rateDate: CalendarDate? = nil
  ) {
    self.groups = groups
    self.currency = currency
    self.dates = dates
    self.filter = filter
    self.rates = rates
    self.rateDate = rateDate
  }

  /// The win rate as a whole, and divided.
  public struct Answer: Hashable, Sendable {
    /// The groups, in the order of what they share; none where nothing was decided.
    public let rows: [Row]
    /// All of them together.
    public let total: Figures
  }

  /// The win rate of a group.
  public struct Row: Hashable, Sendable {
    /// What the group's opportunities share, in the order of the groupings.
    public let group: [AnyValue]
    /// The figures.
    public let figures: Figures
  }

  /// What was won and lost.
  public struct Figures: Hashable, Sendable {
    /// How many were won.
    public internal(set) var won = 0
    /// How many were lost.
    public internal(set) var lost = 0
    /// What those that were won were expected to bring; nil where no currency was asked for.
    public internal(set) var wonValue: Money?
    /// What those that were lost were expected to bring; nil where no currency was asked for.
    public internal(set) var lostValue: Money?

    /// The part that was won, of six digits; nil where nothing was decided.
    public var rate: ExactDecimal? { .share(won, of: won + lost) }

    /// The part of what was at stake that was won, of six digits; nil where nothing was.
    public var valueRate: ExactDecimal? {
      guard let wonValue, let lostValue, let all = try? wonValue + lostValue else { return nil }
      return .share(wonValue.amount, of: all.amount)
    }

    init(in currency: Currency?) {
      wonValue = currency.map(Money.zero)
      lostValue = currency.map(Money.zero)
    }

    mutating func add(_ count: Int, isWon: Bool) { if isWon { won += count } else { lost += count } }

    mutating func add(_ value: Money, isWon: Bool) throws {
      if isWon { wonValue = try wonValue?.adding(value) } else { lostValue = try lostValue?.adding(value) }
    }
  }

  /// Answers the question from one view.
  ///
  /// - Throws: `ValueError.noExchangeRate` where a currency can't be converted; `FilterError`.
  public func answer(from crm: borrowing Snapshot) async throws -> Answer {
    let decided =
      try filter.expression && .isIn("state", [.text("won"), .text("lost")])
      && crm.condition("actualCloseDate", in: dates)
    let counts = try await crm.rows(
      of: Opportunity.recordType, where: decided, by: groups + [Grouping("state")], .count)
    var order: [[AnyValue]] = []
    var figures: [[AnyValue]: Figures] = [:]
    var total = Figures(in: currency)
    for row in counts {
      let group = Array(row.group.prefix(groups.count))
      if figures[group] == nil { order.append(group) }
      let (count, isWon) = (row.values[0].wholeNumber ?? 0, row.group.last == .text("won"))
      figures[group, default: Figures(in: currency)].add(count, isWon: isWon)
      total.add(count, isWon: isWon)
    }
    for row in try await values(decided, crm) {
      let group = Array(row.group.prefix(groups.count))
      guard let value = try converted(row.values[0].money, crm) else { continue }
      let isWon = row.group[groups.count] == .text("won")
      try figures[group]?.add(value, isWon: isWon)
      try total.add(value, isWon: isWon)
    }
    return Answer(
      rows: order.compactMap { group in figures[group].map { Row(group: group, figures: $0) } }, total: total)
  }

  private func values(_ decided: FilterExpression, _ crm: borrowing Snapshot) async throws -> [AggregateRow] {
    guard currency != nil else { return [] }
    return try await crm.rows(
      of: Opportunity.recordType, where: decided && .compare("estimatedValue", .notEqual, .null),
      by: groups + [Grouping("state"), Grouping("estimatedValue.currency")], .sum("estimatedValue"))
  }

  private func converted(_ value: Money?, _ crm: borrowing Snapshot) throws -> Money? {
    guard let value, let currency else { return nil }
    return try rates.convert(value, to: currency, on: rateDate ?? crm.today).result
  }
}

extension Report where Self == WinRate {
  /// How many of the opportunities that were decided were won: ``WinRate``.
  public static func winRate(
    by groups: [Grouping] = [], in currency: Currency? = nil, dates: ReportDates? = nil,
    where filter: Filter<Opportunity> = .all, rates: ExchangeRates = ExchangeRates(), rateDate: CalendarDate? = nil
  ) -> WinRate {
    WinRate(by: groups, in: currency, dates: dates, where: filter, rates: rates, rateDate: rateDate)
  }
}
