/// What one unit of a currency was worth in another from a day on.
public struct ExchangeRate: Hashable, Sendable {
  /// The currency of which one unit is priced.
  public let from: Currency
  /// The currency in which it is priced.
  public let to: Currency
  /// The day from which the rate holds, until there is a later one.
  public let date: CalendarDate
  /// How many main units of `to` one main unit of `from` is worth.
  public let rate: ExactDecimal

  /// One unit of `from` is worth `rate` units of `to`.
  ///
  /// - Throws: ``ValueError/unusableExchangeRate(from:to:rate:)`` where the rate is not positive, or not 1 between a
  ///   currency and itself.
  public init(from: Currency, to: Currency, on date: CalendarDate, rate: ExactDecimal) throws(ValueError) {
    guard rate > .zero, from != to || rate == 1 else {
      throw .unusableExchangeRate(from: from, to: to, rate: rate)
    }
    self.from = from
    self.to = to
    self.date = date
    self.rate = rate
  }

  /// Converts an amount of either of the two currencies into the other.
  ///
  /// An amount of `from` is multiplied by the rate, one of `to` divided by it; the rate itself is never inverted, so the
  /// result is rounded once, to its currency's digits.
  ///
  /// - Throws: ``ValueError/differentCurrencies(_:_:)`` for a third currency, ``ValueError/moneyOutOfRange(_:)``.
  public func convert(_ money: Money, rounding: DecimalRounding = .halfEven) throws(ValueError) -> ConvertedMoney {
    let result: Money
    if money.currency == from {
      result = try Money(money.amount, multipliedBy: rate, to, rounding: rounding)
    } else if money.currency == to {
      result = try Money(money.amount, dividedBy: rate, from, rounding: rounding)
    } else {
      throw .differentCurrencies(money.currency, from)
    }
    return ConvertedMoney(original: money, result: result, rate: self)
  }
}

extension ExchangeRate: Codable {
  private enum CodingKeys: String, CodingKey { case from, to, date, rate }

  /// Decodes a rate; an unusable one is refused.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let from = try container.decode(Currency.self, forKey: .from)
    let to = try container.decode(Currency.self, forKey: .to)
    let date = try container.decode(CalendarDate.self, forKey: .date)
    let rate = try container.decode(ExactDecimal.self, forKey: .rate)
    self = try decoder.reportingCorruption { () throws(ValueError) in
      try ExchangeRate(from: from, to: to, on: date, rate: rate)
    }
  }
}

/// An amount that was converted, with what it was converted from and how.
///
/// Keep this with a record instead of converting again: rates that are added or corrected later never move it.
public struct ConvertedMoney: Hashable, Codable, Sendable {
  /// The amount as it was agreed.
  public let original: Money
  /// What it was worth in the other currency.
  public let result: Money
  /// The rate that was used, as it was quoted, and its day.
  ///
  /// It may be quoted from the result's currency to the
  /// original's.
  public let rate: ExchangeRate
}
