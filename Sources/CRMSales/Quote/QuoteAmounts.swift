public import CRMCore

/// What a quote and its lines come to.
///
/// Every amount is whole minor units of the quote's currency, rounded once, a half away from zero:
///
/// | Of a line | |
/// |---|---|
/// | base amount | (unit price − volume discount) × quantity, rounded |
/// | manual discount | base amount × percent, rounded; or the amount given |
/// | quote discount | its part of the quote's discount in proportion to base amount − manual discount, by the largest remainder |
/// | tax | of the rest: × rate, rounded; where prices have the tax in them × rate ÷ (100 + rate), rounded |
/// | extended amount | the rest, and the tax where prices do not have it in them |
///
/// The quote's totals are nothing but sums: the line total of base amounts − manual discounts, the tax of all taxes and that of the delivery, the total of all
/// extended amounts and the delivery. So total = line total − discount + delivery, and + tax where prices do not have it in them.
public struct QuoteAmounts: Hashable, Sendable {
  /// What a line comes to.
  public struct Line: Hashable, Sendable {
    /// The price times the quantity, after the discount for the volume.
    public internal(set) var base: Money
    /// What is taken off by hand.
    public internal(set) var manualDiscount: Money
    /// The line's part of what is taken off the whole.
    public internal(set) var quoteDiscount: Money
    /// The tax.
    public internal(set) var tax: Money
    /// What is to be paid for it.
    public internal(set) var extended: Money
  }

  /// The lines, in the order given.
  public let lines: [Line]
  /// The sum of the lines after their own discounts.
  public let lineTotal: Money
  /// What is taken off that sum.
  public let discount: Money
  /// The tax on lines and delivery.
  public let tax: Money
  /// What is to be paid.
  public let total: Money
  /// What is to be paid without the tax.
  public let net: Money

  /// Calculates a quote.
  ///
  /// - Throws: ``SalesError/discountTooGreat(_:)`` where more is taken off than there is; `ValueError` where an amount is of another currency or
  ///   out of range.
  public init(of quote: Quote, in currency: Currency, lines: [QuoteLine]) throws {
    var amounts = try lines.map { try Line($0, in: currency) }
    let nets = try amounts.map { try $0.base - $0.manualDiscount }
    let lineTotal = try nets.reduce(Money.zero(currency)) { try $0 + $1 }
    let discount = try lineTotal.discount(quote.discountPercent, quote.discountAmount, of: quote.key)
    if discount.minorUnits != 0 {
      let shares = try discount.split(by: nets.map(\.amount))
      for (place, share) in shares.enumerated() { amounts[place].quoteDiscount = share }
    }
    var (tax, total) = (Money.zero(currency), Money.zero(currency))
    for (place, line) in lines.enumerated() {
      let rest = try nets[place] - amounts[place].quoteDiscount
      amounts[place].tax = try rest.tax(at: line.taxRate ?? .zero, isIncluded: quote.isTaxIncluded)
      amounts[place].extended = quote.isTaxIncluded ? rest : try rest + amounts[place].tax
      tax = try tax + amounts[place].tax
      total = try total + amounts[place].extended
    }
    if let freight = quote.freightAmount {
      let onFreight = try freight.tax(at: quote.freightTaxRate ?? .zero, isIncluded: quote.isTaxIncluded)
      tax = try tax + onFreight
      total = try total + freight
      if !quote.isTaxIncluded { total = try total + onFreight }
    }
    self.lines = amounts
    self.lineTotal = lineTotal
    self.discount = discount
    self.tax = tax
    self.total = total
    net = try total - tax
  }
}

extension QuoteAmounts.Line {
  fileprivate init(_ line: QuoteLine, in currency: Currency) throws {
    let price = try line.unitPrice - line.volumeDiscount
    base = try Money(
      price.multiplied(by: line.quantity, scale: currency.minorUnits, rounding: .halfUp), currency)
    manualDiscount = try base.discount(line.discountPercent, line.discountAmount, of: line.key)
    (quoteDiscount, tax, extended) = (.zero(currency), .zero(currency), .zero(currency))
  }
}

extension Money {
  /// What is taken off.
  fileprivate func discount(_ percent: ExactDecimal?, _ amount: Money?, of key: RecordKey) throws -> Money {
    var discount = amount ?? .zero(currency)
    if let percent { discount = try Money(self.amount.percent(percent, of: 100, currency), currency) }
    // Of another currency it can't be compared, which throws.
    if try discount > self { throw SalesError.discountTooGreat(key) }
    return discount
  }

  /// The tax on an amount, or in it.
  fileprivate func tax(at rate: ExactDecimal, isIncluded: Bool) throws -> Money {
    try Money(amount.percent(rate, of: isIncluded ? rate + 100 : 100, currency), currency)
  }
}

extension ExactDecimal {
  /// So many of so many parts, rounded once to the currency's digits.
  fileprivate func percent(_ part: ExactDecimal, of whole: ExactDecimal, _ currency: Currency) throws -> ExactDecimal {
    try (self * part).divided(by: whole, scale: currency.minorUnits, rounding: .halfUp)
  }
}
