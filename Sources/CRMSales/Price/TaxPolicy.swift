public import CRMCore

/// How what is sold is taxed: chosen in ``SalesPolicies/tax`` when the CRM is composed.
///
/// The rate is asked for when a line is written without one, and stays on the line: a later change of the law moves no quote.
public protocol TaxPolicy: Sendable {
  /// Whether prices have the tax in them.
  ///
  /// Asked for when a quote is drafted, which keeps the answer.
  var isIncluded: Bool { get }

  /// The rate in percent.
  ///
  /// - Parameters:
  ///   - product: What is sold; nil for what is no product of the catalogue.
  ///   - quote: The quote that it stands on.
  func rate(for product: Product?, on quote: Quote) -> ExactDecimal
}

/// One rate for everything but for some categories of products; none, unless one is named.
public struct StandardTaxPolicy: TaxPolicy {
  /// The rate in percent for what has no other.
  public var rate: ExactDecimal
  /// The rates in percent by ``Product/taxCategory``.
  public var rates: [String: ExactDecimal]
  /// Whether prices have the tax in them.
  public var isIncluded: Bool

  /// One rate, and those of some categories.
  public init(rate: ExactDecimal = 0, rates: [String: ExactDecimal] = [:], isIncluded: Bool = false) {
    self.rate = rate
    self.rates = rates
    self.isIncluded = isIncluded
  }

  /// The rate of the product's category, where it has one.
  public func rate(for product: Product?, on quote: Quote) -> ExactDecimal {
    product?.taxCategory.flatMap { rates[$0] } ?? rate
  }
}
