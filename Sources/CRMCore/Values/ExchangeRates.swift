/// Dated exchange rates, in which the one that held on a day is looked up.
///
/// ```swift
/// var rates = ExchangeRates()
/// rates.insert(try ExchangeRate(from: .eur, to: .usd, on: day, rate: ExactDecimal("1.0921")))
/// let worth = try rates.convert(price, to: .usd, on: closedOn)
/// ```
public struct ExchangeRates: Hashable, Sendable {
  // Ascending by date, at most one a date.
  private var ratesByPair: [CurrencyPair: [ExchangeRate]] = [:]

  /// No rates.
  public init() {}

  /// These rates; of several between two currencies in the same direction on the same day, the last one counts.
  public init(_ rates: some Sequence<ExchangeRate>) {
    for rate in rates { insert(rate) }
  }

  /// All rates, by currencies and day.
  public var all: [ExchangeRate] {
    ratesByPair.sorted { $0.key < $1.key }.flatMap(\.value)
  }

  /// Adds a rate; it replaces one between the same currencies in the same direction on the same day.
  ///
  /// - Complexity: O(1) for a rate later than the pair's others, O(*n*) otherwise.
  public mutating func insert(_ rate: ExchangeRate) {
    let pair = CurrencyPair(from: rate.from, to: rate.to)
    let index = ratesByPair[pair]?.countOfRates(until: rate.date) ?? 0
    if index > 0, ratesByPair[pair]?[index - 1].date == rate.date {
      ratesByPair[pair]?[index - 1] = rate
    } else {
      ratesByPair[pair, default: []].insert(rate, at: index)
    }
  }

  /// The latest rate between two currencies on a day or before it.
  ///
  /// It may be quoted in the other direction; ``ExchangeRate/convert(_:rounding:)`` takes it either way. Of two of the
  /// same day the one in the asked direction is taken. Rates are never chained through a third currency. Between a
  /// currency and itself the rate is 1.
  ///
  /// - Throws: ``ValueError/noExchangeRate(from:to:on:)``.
  /// - Complexity: O(log *n*) in the rates between the two.
  public func rate(from: Currency, to: Currency, on date: CalendarDate) throws(ValueError) -> ExchangeRate {
    if from == to { return try ExchangeRate(from: from, to: to, on: date, rate: 1) }
    let direct = latest(CurrencyPair(from: from, to: to), on: date)
    let inverse = latest(CurrencyPair(from: to, to: from), on: date)
    switch (direct, inverse) {
    case (let direct?, let inverse?): return inverse.date > direct.date ? inverse : direct
    case (let rate?, nil), (nil, let rate?): return rate
    case (nil, nil): throw .noExchangeRate(from: from, to: to, on: date)
    }
  }

  /// Converts an amount by the rate of ``rate(from:to:on:)``, rounded once, to the digits of the result's currency.
  ///
  /// - Throws: ``ValueError/noExchangeRate(from:to:on:)``, ``ValueError/moneyOutOfRange(_:)``.
  public func convert(
    _ money: Money, to currency: Currency, on date: CalendarDate, rounding: DecimalRounding = .halfEven
  ) throws(ValueError) -> ConvertedMoney {
    try rate(from: money.currency, to: currency, on: date).convert(money, rounding: rounding)
  }

  private func latest(_ pair: CurrencyPair, on date: CalendarDate) -> ExchangeRate? {
    guard let rates = ratesByPair[pair] else { return nil }
    let count = rates.countOfRates(until: date)
    return count > 0 ? rates[count - 1] : nil
  }
}

private struct CurrencyPair: Hashable, Comparable {
  let from: Currency
  let to: Currency

  static func < (left: CurrencyPair, right: CurrencyPair) -> Bool {
    (left.from, left.to) < (right.from, right.to)
  }
}

extension [ExchangeRate] {
  /// How many of the rates, which ascend by date, are not after a day.
  fileprivate func countOfRates(until date: CalendarDate) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle].date <= date { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
