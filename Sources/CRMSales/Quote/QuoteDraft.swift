public import CRMContacts
public import CRMCore

/// A quote that is to be drafted: what there is to say about it, before it has an identifier.
///
/// What else a quote can hold is written to ``record``.
public struct QuoteDraft: Sendable {
  /// The quote as it will be written; its identifier is given when it is drafted.
  public var record: Quote
  /// Its lines.
  public var lines: [QuoteLineDraft]
  /// Whether the opportunity's estimated value follows the quote from now on.
  public var setsEstimatedValue: Bool

  /// Drafts a quote.
  ///
  /// - Parameters:
  ///   - name: What it is about; the opportunity's name, when it is empty.
  ///   - opportunity: The sale that it belongs to, which says for whom it is.
  ///   - account: The organization that it is for, where there is no opportunity.
  ///   - currency: The currency; nil for that of the price list, or of the opportunity's estimated value.
  ///   - priceList: The prices that it goes by; nil for list prices.
  ///   - discountPercent: What is taken off the sum of the lines.
  ///   - day: The last day on which it holds.
  ///   - lines: Its lines.
  ///   - setsEstimatedValue: Whether the opportunity's estimated value follows the quote from now on.
  public init(
    _ name: String = "", for opportunity: Opportunity.ID? = nil, account: Account.ID? = nil, currency: Currency? = nil,
    priceList: PriceList.ID? = nil, discountPercent: ExactDecimal? = nil, until day: CalendarDate? = nil,
    lines: [QuoteLineDraft] = [], setsEstimatedValue: Bool = false
  ) {
    record = Quote(id: Quote.ID(Identifier(high: 0, low: 0)))
    record.name = name
    record.opportunity = opportunity
    record.account = account
    record.currency = currency.map(\.unambiguousText) ?? ""
    record.priceList = priceList
    record.discountPercent = discountPercent
    record.effectiveTo = day
    self.lines = lines
    self.setsEstimatedValue = setsEstimatedValue
  }
}

/// A line that is to be added to a quote.
///
/// ```swift
/// .product(gtx.id, quantity: 12, discountPercent: 5)
/// .text("Assembly", quantity: ExactDecimal("7.5"), unit: "hour", price: 80)
/// ```
public struct QuoteLineDraft: Sendable {
  /// The line as it will be written; its identifier and quote are given when it is added.
  public var record = QuoteLine(id: QuoteLine.ID(Identifier(high: 0, low: 0)))

  private init() {}

  /// So many of a product, at the price of the quote's price list or at another.
  public static func product(
    _ id: Product.ID, quantity: ExactDecimal = 1, price: ExactDecimal? = nil, discountPercent: ExactDecimal? = nil,
    discountAmount: Money? = nil
  ) -> QuoteLineDraft {
    var draft = QuoteLineDraft()
    draft.record.product = id
    draft.record.quantity = quantity
    draft.record.unitPrice = price ?? .zero
    draft.record.isPriceOverridden = price != nil
    draft.record.discountPercent = discountPercent
    draft.record.discountAmount = discountAmount
    return draft
  }

  /// So many of what is no product of the catalogue.
  public static func text(
    _ text: String, quantity: ExactDecimal = 1, unit: String? = nil, price: ExactDecimal,
    discountPercent: ExactDecimal? = nil, taxRate: ExactDecimal? = nil
  ) -> QuoteLineDraft {
    var draft = QuoteLineDraft()
    draft.record.text = text
    draft.record.quantity = quantity
    draft.record.unit = unit
    draft.record.unitPrice = price
    draft.record.isPriceOverridden = true
    draft.record.discountPercent = discountPercent
    draft.record.taxRate = taxRate
    return draft
  }
}

extension Currency {
  /// The code that a field keeps.
  var unambiguousText: String { AnyValue.money(.zero(self)).text?.split(separator: " ").last.map(String.init) ?? code }
}
