/// An amount of money: whole minor units of one currency.
///
/// Amounts of two currencies are never added or compared; that throws ``ValueError/differentCurrencies(_:_:)``, and so
/// there is no `Comparable`. Convert first, with the dated rates of ``ExchangeRates``. Unit prices that need more digits
/// than the currency has are ``ExactDecimal``.
///
/// ```swift
/// let price = try Money(text: "100.00 USD")
/// let shares = try price.split(into: 3)           // 33.34, 33.33 and 33.33
/// let tax = try price.multiplied(by: ExactDecimal("0.0825"), rounding: .halfUp)
/// ```
public struct Money: Hashable, Sendable {
  /// The amount in the currency's smallest unit: cents for dollars.
  public let minorUnits: Int64
  /// The currency.
  public let currency: Currency

  /// So many of a currency's smallest unit.
  public init(minorUnits: Int64, currency: Currency) {
    self.minorUnits = minorUnits
    self.currency = currency
  }

  /// An amount that needs no more digits after the point than its currency has.
  ///
  /// - Throws: ``ValueError/inexactMoney(_:_:)``, ``ValueError/moneyOutOfRange(_:)``.
  public init(_ amount: ExactDecimal, _ currency: Currency) throws(ValueError) {
    guard amount.scale <= currency.minorUnits else { throw .inexactMoney(amount, currency) }
    guard let digits = try? amount.digits(atScale: currency.minorUnits), let magnitude = Int128(exactly: digits),
      let minorUnits = Int64(exactly: amount.isNegative ? -magnitude : magnitude)
    else { throw .moneyOutOfRange(currency) }
    self.init(minorUnits: minorUnits, currency: currency)
  }

  /// An amount that is rounded to its currency's digits.
  ///
  /// - Throws: ``ValueError/moneyOutOfRange(_:)``.
  public init(_ amount: ExactDecimal, _ currency: Currency, rounding: DecimalRounding) throws(ValueError) {
    try self.init(amount.rounded(toScale: currency.minorUnits, rounding), currency)
  }

  /// Nothing, in a currency.
  public static func zero(_ currency: Currency) -> Money { Money(minorUnits: 0, currency: currency) }

  /// The amount in the currency's main unit: dollars, not cents.
  public var amount: ExactDecimal {
    ExactDecimal(minorUnits: minorUnits, digits: currency.minorUnits)
  }
}
