import CRMContacts
public import CRMCore

extension Quote {
  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if moneyCurrency == nil { problems.append(FieldProblem("currency", Currency.codeAdvice)) }
    problems += Quote.discountProblems(discountPercent, discountAmount)
    if let freightAmount, freightAmount.minorUnits < 0 {
      problems.append(FieldProblem("freightAmount", "is less than nothing"))
    }
    if let freightTaxRate, freightTaxRate < .zero {
      problems.append(FieldProblem("freightTaxRate", "is less than nothing"))
    }
    for (name, money) in [("discountAmount", discountAmount), ("freightAmount", freightAmount)] {
      if let money, let currency = moneyCurrency, money.currency != currency {
        problems.append(FieldProblem(name, "is in \(money.currency), and the quote in \(currency)"))
      }
    }
    if let effectiveFrom, let effectiveTo, effectiveTo < effectiveFrom {
      problems.append(FieldProblem("effectiveTo", "\(effectiveTo) lies before effectiveFrom, \(effectiveFrom)"))
    }
    problems += FieldProblem.statusReason(
      statusReason?.rawValue, beside: state, belongingTo: statusReason?.state)
    return problems
  }

  /// What is wrong with a discount.
  static func discountProblems(_ percent: ExactDecimal?, _ amount: Money?) -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if let percent, percent < .zero || percent > 100 {
      problems.append(FieldProblem("discountPercent", "must be from 0 to 100"))
    }
    if let amount, amount.minorUnits < 0 { problems.append(FieldProblem("discountAmount", "is less than nothing")) }
    if percent != nil && amount != nil {
      problems.append(FieldProblem("discountAmount", "is set beside discountPercent; a discount is one of the two"))
    }
    return problems
  }

  /// What is wrong with the record as the next version of another: once it is active its prices are locked, once it is closed everything is.
  public func problems(replacing old: Quote) -> [FieldProblem] {
    guard old.state != .draft else { return [] }
    var allowed = old
    allowed.owner = owner
    // Whether these are what they were, or have to be, is held in what follows from the change.
    allowed.totals = totals
    if old.state == .active && state != .draft {
      (allowed.state, allowed.statusReason, allowed.effectiveTo) = (state, statusReason, effectiveTo)
    }
    return hasSameContent(as: allowed)
      ? [] : [FieldProblem("state", "is \(old.state.rawValue), and its prices are locked; revise the quote instead")]
  }

  /// Totals the quote, keeps its end on the agenda, and lets the opportunity's estimated value follow.
  public static func follow(_ before: Quote?, _ after: Quote?, in transaction: borrowing StoreTransaction) async throws
  {
    if let after {
      if let before, before.state != .draft {
        if before.totals != after.totals { throw SalesError.pricesLocked(after.key) }
      } else {
        try await transaction.total(after.id)
      }
    }
    let (old, new) = (before?.pendingEnd, after?.pendingEnd)
    guard old != new, let id = (after ?? before)?.id, transaction.keeps(AgendaEntry.self) else { return }
    if let new {
      let calendar = transaction.environment.calendar
      let end = try calendar.instants(of: new..<new.adding(days: 1)).upperBound
      try await transaction.schedule(QuoteExpiry(quote: id), due: .at(end), named: id.description, regarding: id.key)
    } else {
      try await transaction.cancel(QuoteExpiry.self, named: id.description)
    }
  }

  /// What follows from its lines.
  fileprivate var totals: [Money?] {
    get { [totalLineAmount, totalDiscount, totalTax, totalAmount, netAmount] }
    set {
      (totalLineAmount, totalDiscount, totalTax) = (newValue[0], newValue[1], newValue[2])
      (totalAmount, netAmount) = (newValue[3], newValue[4])
    }
  }

  /// The last day of a quote that the customer has; nil when there is none.
  private var pendingEnd: CalendarDate? { state == .active ? effectiveTo : nil }
}

extension StoreTransaction {
  /// Prices the lines of a quote whose prices are not locked, and totals it.
  ///
  /// For transactions that no rights limit. Doing it again changes nothing.
  func total(_ id: Quote.ID) async throws {
    var quote = try await get(id)
    guard let currency = quote.moneyCurrency else { return }
    let today = try environment.calendar.date(of: instant)
    var lines = try await fetch(QuoteLine.self, where: \.quote == id, sort: .ascending(\.position))
    for place in lines.indices { try await price(&lines[place], of: quote, in: currency, on: today) }
    let amounts = try QuoteAmounts(of: quote, in: currency, lines: lines)
    for (var line, amount) in zip(lines, amounts.lines) {
      (line.baseAmount, line.manualDiscount, line.quoteDiscount) = (
        amount.base, amount.manualDiscount, amount.quoteDiscount
      )
      (line.tax, line.extendedAmount) = (amount.tax, amount.extended)
      try await update(line)
    }
    (quote.totalLineAmount, quote.totalDiscount) = (amounts.lineTotal, amounts.discount)
    (quote.totalTax, quote.totalAmount, quote.netAmount) = (amounts.tax, amounts.total, amounts.net)
    try await update(quote)
    for deal in try await fetch(Opportunity.self, where: \.quote == id) { try await followQuote(deal) }
  }

  /// Gives an open opportunity the value of the quote that it follows.
  func followQuote(_ deal: Opportunity) async throws {
    guard deal.state == .open, let id = deal.quote, let value = try await find(id)?.netAmount else { return }
    try await update(deal.id) { $0.estimatedValue = value }
  }

  private func price(
    _ line: inout QuoteLine, of quote: Quote, in currency: Currency, on day: CalendarDate
  ) async throws {
    var product: Product?
    if let id = line.product { product = try await get(id) }
    if let product {
      if line.text.isEmpty { line.text = product.name }
      line.unit = line.unit ?? product.unit
      if !line.isPriceOverridden {
        let price = try await price(of: product.id, in: quote.priceList, currency: currency, on: day)
        (line.unitPrice, line.volumeDiscount) = (price.price, try price.volumeDiscount(for: line.quantity))
      }
    }
    line.taxRate = line.taxRate ?? environment.sales.tax.rate(for: product, on: quote)
  }
}
