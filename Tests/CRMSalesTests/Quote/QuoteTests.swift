import CRMContacts
import CRMCore
import CRMMemoryStore
import CRMSales
import Testing

@Suite("Quotes and prices")
struct QuoteTests {
  private func product(
    _ name: String, _ price: Money?, in store: AutomatedStore, _ change: (inout Product) -> Void = { _ in }
  ) async throws -> Product {
    var product = Product(id: store.newID())
    (product.name, product.listPrice, product.unit) = (name, price, "piece")
    change(&product)
    return try await store.insert(product)
  }

  private func priceList(_ product: Product.ID, in store: AutomatedStore) async throws -> PriceList {
    var list = PriceList(id: store.newID())
    (list.name, list.currency) = ("Partners", "USD")
    (list.validFrom, list.validTo) = (try CalendarDate(iso8601: "2023-11-01"), try CalendarDate(iso8601: "2023-11-30"))
    list = try await store.insert(list)
    var item = PriceListItem(id: store.newID())
    (item.priceList, item.product, item.price) = (list.id, product, 90)
    item.breaks = [QuantityBreak(from: 10, price: 80), QuantityBreak(from: 100, price: try ExactDecimal("75.125"))]
    try await store.insert(item)
    return list
  }

  @Test("A price comes from the list that holds, by quantity, and otherwise from the product")
  func prices() async throws {
    let store = try await SalesOffice().store
    let product = try await product("GTX", .usd(100), in: store)
    let list = try await priceList(product.id, in: store)
    let sales: [(ExactDecimal, ExactDecimal)] = [(1, 0), (9, 0), (10, 10), (99, 10), (100, try ExactDecimal("14.875"))]
    let price = try await store.sales.price(of: product.id, in: list.id)
    #expect(price.price == 90 && price.currency == .usd)
    for (quantity, discount) in sales { #expect(try price.volumeDiscount(for: quantity) == discount) }
    let later = try await store.sales.price(
      of: product.id, in: list.id, on: try CalendarDate(iso8601: "2023-12-01"))
    #expect(later.price(for: 100) == 100)
    await #expect(throws: SalesError.noPrice(product.key, currency: .eur)) {
      try await store.sales.price(of: product.id, currency: .eur)
    }
  }

  @Test("A quote takes prices, discounts and taxes, and its totals are sums of its lines")
  func totals() async throws {
    let tax = StandardTaxPolicy(rate: 10, rates: ["book": 0])
    let office = try await SalesOffice { $0.sales.tax = tax }
    let store = office.store
    let gtx = try await product("GTX", .usd(100), in: store)
    let book = try await product("Manual", .usd(20), in: store) { $0.taxCategory = "book" }
    let list = try await priceList(gtx.id, in: store)
    let deal = try await store.sales.open(OpportunityDraft("سفارش", value: .usd(1)))
    var draft = QuoteDraft(
      for: deal.id, priceList: list.id, discountPercent: 5,
      lines: [
        .product(gtx.id, quantity: 12, discountPercent: 10), .product(book.id, quantity: 2),
        .text("نصب", quantity: try ExactDecimal("1.5"), unit: "hour", price: try ExactDecimal("33.335")),
      ], setsEstimatedValue: true)
    draft.record.freightAmount = .usd(30)
    draft.record.freightTaxRate = 10
    let quote = try await store.sales.draft(draft)
    let lines = try await store.sales.lines(of: quote.id)
    // 12 × (90 − 10) − 10 % = 864; 2 × 20 = 40; 1.5 × 33.335 = 50.0025, rounded to 50.00.
    #expect(lines.map(\.baseAmount) == [.usd(960), .usd(40), .usd(50)])
    #expect(lines.map(\.manualDiscount) == [.usd(96), .usd(0), .usd(0)])
    #expect(lines.map(\.quoteDiscount) == [4320, 200, 250].map { Money(minorUnits: $0, currency: .usd) })
    #expect(lines.map(\.tax) == [8208, 0, 475].map { Money(minorUnits: $0, currency: .usd) })
    #expect(lines.map(\.text) == ["GTX", "Manual", "نصب"] && lines[0].unit == "piece" && quote.name == "سفارش")
    #expect(quote.totalLineAmount == .usd(954) && quote.totalDiscount == Money(minorUnits: 4770, currency: .usd))
    #expect(quote.totalTax == Money(minorUnits: 8983, currency: .usd))
    #expect(quote.totalAmount == Money(minorUnits: 95_400 - 4770 + 3000 + 8983, currency: .usd))
    #expect(try await store.get(quote.id) == quote)
    #expect(try await store.get(deal.id).estimatedValue == quote.netAmount)
    // Whatever is written, by whatever way, the totals and the opportunity follow.
    try await store.update(lines[1].id) { $0.quantity = 4 }
    try await store.delete(lines[2].id)
    let after = try await store.get(quote.id)
    #expect(after.totalLineAmount == .usd(944))
    #expect(try await store.get(deal.id).estimatedValue == after.netAmount)
    try await store.update(quote.id) { ($0.discountPercent, $0.totalAmount) = (nil, .usd(1)) }
    #expect(try await store.get(quote.id).totalAmount == Money(minorUnits: 94_400 + 3000 + 8640 + 300, currency: .usd))
  }

  @Test("Prices with the tax in them are not raised by it")
  func included() async throws {
    let office = try await SalesOffice { $0.sales.tax = StandardTaxPolicy(rate: 9, isIncluded: true) }
    let quote = try await office.store.sales.draft(
      QuoteDraft("پیشنهاد", currency: .usd, lines: [.text("کالا", price: 109), .text("خدمت", price: 1)]))
    // 109 × 9 ÷ 109 = 9; 1 × 9 ÷ 109 = 0.0825…, rounded to 0.08.
    #expect(quote.totalAmount == .usd(110) && quote.totalTax == Money(minorUnits: 908, currency: .usd))
    #expect(quote.isTaxIncluded && quote.netAmount == Money(minorUnits: 11_000 - 908, currency: .usd))
  }

  @Test("The prices of an active quote are locked, by whatever way; what is to be different is a revision")
  func revisions() async throws {
    let office = try await SalesOffice()
    let store = office.store
    let gtx = try await product("GTX", .usd(100), in: store)
    let deal = try await store.sales.open(OpportunityDraft("سفارش", value: .usd(1)))
    let draft = try await store.sales.draft(
      QuoteDraft(for: deal.id, lines: [.product(gtx.id)], setsEstimatedValue: true))
    await #expect(throws: SalesError.wrongQuoteState(draft.key, needed: .active)) {
      try await store.sales.revise(draft.id)
    }
    let active = try await store.sales.activate(draft.id)
    let line = try #require(try await store.sales.lines(of: draft.id).first)
    let locked = SalesError.pricesLocked(draft.key)
    await #expect(throws: locked) { try await store.sales.add(.product(gtx.id), to: draft.id) }
    await #expect(throws: locked) { try await store.sales.activate(draft.id) }
    await #expect(throws: locked) { try await store.update(line.id) { $0.quantity = 2 } }
    await #expect(throws: locked) { try await store.delete(line.id) }
    await #expect(throws: locked) { try await store.update(draft.id) { $0.totalAmount = .usd(1) } }
    await #expect(throws: RecordError.self) { try await store.update(draft.id) { $0.discountPercent = 5 } }
    await #expect(throws: RecordError.self) { try await store.update(draft.id) { $0.state = .draft } }
    try await store.update(gtx.id) { $0.listPrice = .usd(200) }
    let second = try await store.sales.revise(draft.id)
    #expect(second.revisionNumber == 2 && second.revisedFrom == draft.id && second.state == .draft)
    #expect(second.totalAmount == active.totalAmount)
    let old = try await store.get(draft.id)
    #expect(old.state == .closed && old.statusReason == .revised && old.totalAmount == .usd(100))
    try await store.sales.add(.product(gtx.id), to: second.id)
    #expect(try await store.get(second.id).totalAmount == .usd(300))
    #expect(try await store.get(deal.id).estimatedValue == .usd(300))
    try await store.sales.activate(second.id)
    let won = try await store.sales.accept(second.id)
    #expect(won.state == .won)
    await #expect(throws: RecordError.self) { try await store.update(won.id) { $0.name = "دیگر" } }
    // Lines and state in one transaction: what was not active before is not locked.
    let whole = try await store.write { crm in
      let quote = try await crm.sales.draft(QuoteDraft("یک جا", currency: .usd))
      try await crm.sales.add(.text("کالا", price: 5), to: quote.id)
      return try await crm.sales.activate(quote.id)
    }
    #expect(whole.totalAmount == .usd(5) && whole.state == .active)
    try await store.delete(deal.id)
    #expect(try await store.count(QuoteLine.self) == 1)
  }

  @Test("A quote whose time is over closes by the agenda, and its owner is told")
  func expiry() async throws {
    let office = try await SalesOffice()
    let store = office.store
    let day = try CalendarDate(iso8601: "2023-11-20")
    let quote = try await store.sales.draft(
      QuoteDraft("پیشنهاد", currency: .usd, until: day, lines: [.text("کالا", price: 5)]))
    try await store.update(quote.id) { $0.owner = office.sara.id }
    #expect(try await store.count(AgendaEntry.self) == 0)
    try await store.sales.activate(quote.id)
    let entry = try #require(try await store.first(AgendaEntry.self))
    #expect(entry.dueAt == (try Instant(iso8601: "2023-11-21T00:00:00Z")))
    let later = try await store.update(quote.id) { $0.effectiveTo = try day.adding(days: 1) }
    #expect(try await store.first(AgendaEntry.self)?.dueAt == (try Instant(iso8601: "2023-11-22T00:00:00Z")))
    try await store.sales.close(later.id, as: .lost)
    #expect(try await store.count(AgendaEntry.self) == 0)
  }

  @Test("More than there is can't be taken off, and what is wrong is told")
  func refusals() async throws {
    let store = try await SalesOffice().store
    await #expect(throws: RecordError.self) { try await store.sales.draft(QuoteDraft("بی‌پول")) }
    let quote = try await store.sales.draft(QuoteDraft("پیشنهاد", currency: .usd))
    #expect(quote.totalAmount == .usd(0))
    let line = try await store.sales.add(.text("کالا", price: 5), to: quote.id)
    await #expect(throws: SalesError.discountTooGreat(line.key)) {
      try await store.update(line.id) { $0.discountAmount = .usd(6) }
    }
    await #expect(throws: SalesError.discountTooGreat(quote.key)) {
      try await store.update(quote.id) { $0.discountAmount = .usd(6) }
    }
    let foreign = Money(minorUnits: 1, currency: .eur)
    await #expect(throws: ValueError.self) { try await store.update(line.id) { $0.discountAmount = foreign } }
    await #expect(throws: RecordError.self) { try await store.sales.add(.text("", price: 5), to: quote.id) }
    await #expect(throws: RecordError.self) {
      try await store.sales.add(.text("کالا", quantity: 0, price: 5), to: quote.id)
    }
  }
}
