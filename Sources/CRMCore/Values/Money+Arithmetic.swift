public import Foundation

extension Money {
  /// The sum.
  ///
  /// - Throws: ``ValueError/differentCurrencies(_:_:)``, ``ValueError/moneyOutOfRange(_:)``.
  public func adding(_ other: Money) throws(ValueError) -> Money {
    try requireSameCurrency(as: other)
    let (sum, overflow) = minorUnits.addingReportingOverflow(other.minorUnits)
    if overflow { throw .moneyOutOfRange(currency) }
    return Money(minorUnits: sum, currency: currency)
  }

  /// The difference.
  ///
  /// - Throws: ``ValueError/differentCurrencies(_:_:)``, ``ValueError/moneyOutOfRange(_:)``.
  public func subtracting(_ other: Money) throws(ValueError) -> Money {
    try requireSameCurrency(as: other)
    let (difference, overflow) = minorUnits.subtractingReportingOverflow(other.minorUnits)
    if overflow { throw .moneyOutOfRange(currency) }
    return Money(minorUnits: difference, currency: currency)
  }

  /// The amount of the opposite sign.
  ///
  /// - Throws: ``ValueError/moneyOutOfRange(_:)`` for the lowest amount of all.
  public func negated() throws(ValueError) -> Money {
    try Money.zero(currency).subtracting(self)
  }

  /// The product, rounded once to the currency's digits.
  ///
  /// - Throws: ``ValueError/moneyOutOfRange(_:)``.
  public func multiplied(by factor: ExactDecimal, rounding: DecimalRounding) throws(ValueError) -> Money {
    try Money(amount, multipliedBy: factor, currency, rounding: rounding)
  }

  /// The quotient, rounded once to the currency's digits; ``split(into:)`` loses nothing.
  ///
  /// - Throws: ``ValueError/divisionByZero``, ``ValueError/moneyOutOfRange(_:)``.
  public func divided(by divisor: ExactDecimal, rounding: DecimalRounding) throws(ValueError) -> Money {
    try Money(amount, dividedBy: divisor, currency, rounding: rounding)
  }

  /// Which of two amounts of one currency is greater.
  ///
  /// - Throws: ``ValueError/differentCurrencies(_:_:)``.
  public func compare(to other: Money) throws(ValueError) -> ComparisonResult {
    try requireSameCurrency(as: other)
    if minorUnits == other.minorUnits { return .orderedSame }
    return minorUnits < other.minorUnits ? .orderedAscending : .orderedDescending
  }

  /// The sum, as ``adding(_:)``.
  public static func + (left: Money, right: Money) throws(ValueError) -> Money { try left.adding(right) }

  /// The difference, as ``subtracting(_:)``.
  public static func - (left: Money, right: Money) throws(ValueError) -> Money { try left.subtracting(right) }

  /// Whether the left amount is smaller; throws as ``compare(to:)``.
  public static func < (left: Money, right: Money) throws(ValueError) -> Bool {
    try left.compare(to: right) == .orderedAscending
  }

  /// Whether the left amount is greater; throws as ``compare(to:)``.
  public static func > (left: Money, right: Money) throws(ValueError) -> Bool {
    try left.compare(to: right) == .orderedDescending
  }

  /// Whether the left amount is not greater; throws as ``compare(to:)``.
  public static func <= (left: Money, right: Money) throws(ValueError) -> Bool {
    try left.compare(to: right) != .orderedDescending
  }

  /// Whether the left amount is not smaller; throws as ``compare(to:)``.
  public static func >= (left: Money, right: Money) throws(ValueError) -> Bool {
    try left.compare(to: right) != .orderedAscending
  }

  /// The product of an amount and a number, rounded once to the currency's digits.
  init(
    _ amount: ExactDecimal, multipliedBy factor: ExactDecimal, _ currency: Currency, rounding: DecimalRounding
  ) throws(ValueError) {
    guard let product = try? amount.multiplied(by: factor, scale: currency.minorUnits, rounding: rounding) else {
      throw .moneyOutOfRange(currency)
    }
    try self.init(product, currency)
  }

  /// The quotient of an amount and a number, rounded once to the currency's digits.
  init(
    _ amount: ExactDecimal, dividedBy divisor: ExactDecimal, _ currency: Currency, rounding: DecimalRounding
  ) throws(ValueError) {
    if divisor == .zero { throw .divisionByZero }
    guard let quotient = try? amount.divided(by: divisor, scale: currency.minorUnits, rounding: rounding) else {
      throw .moneyOutOfRange(currency)
    }
    try self.init(quotient, currency)
  }

  private func requireSameCurrency(as other: Money) throws(ValueError) {
    if currency != other.currency { throw .differentCurrencies(currency, other.currency) }
  }
}
