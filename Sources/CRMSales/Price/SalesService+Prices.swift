public import CRMCore

/// What a product costs, by how many are bought.
public struct ProductPrice: Hashable, Sendable {
  /// The price of a single one.
  public let price: ExactDecimal
  /// What one costs when more are bought.
  public let breaks: [QuantityBreak]
  /// The currency of all of them.
  public let currency: Currency

  /// What one costs of a quantity: the price of the greatest break that it reaches.
  public func price(for quantity: ExactDecimal) -> ExactDecimal {
    breaks.filter { $0.quantity <= quantity }.max { $0.quantity < $1.quantity }?.price ?? price
  }

  /// How much less each of a quantity costs than a single one; below 0, when it costs more.
  ///
  /// - Throws: `ValueError.decimalOutOfRange`.
  public func volumeDiscount(for quantity: ExactDecimal) throws -> ExactDecimal { try price - price(for: quantity) }
}

extension SalesService where Scope: ~Copyable {
  /// What a product costs: by the price list when that holds on the day and has it, and otherwise its list price.
  ///
  /// - Parameters:
  ///   - product: The product.
  ///   - list: The price list; nil for the list price.
  ///   - currency: The currency that the price is to be in; nil for that of the price list, or of the list price.
  ///   - day: The day; nil for today.
  /// - Throws: ``SalesError/noPrice(_:currency:)``, `StoreError.notFound`.
  public func price(
    of product: Product.ID, in list: PriceList.ID? = nil, currency: Currency? = nil, on day: CalendarDate? = nil
  ) async throws -> ProductPrice {
    try await scope.reading { context in
      let today = try context.environment.calendar.date(of: context.environment.clock())
      return try await Snapshot(sharing: context).price(of: product, in: list, currency: currency, on: day ?? today)
    }
  }
}

extension RecordReading where Self: ~Copyable {
  /// What a product costs on a day.
  func price(
    of id: Product.ID, in list: PriceList.ID?, currency: Currency?, on day: CalendarDate
  ) async throws -> ProductPrice {
    let product = try await get(id)
    var wanted = currency
    if let list {
      let prices = try await get(list)
      wanted = wanted ?? prices.moneyCurrency
      if prices.holds(on: day), let currency = prices.moneyCurrency, currency == wanted,
        let item = try await first(PriceListItem.self, where: \.priceList == list && \.product == id)
      {
        return ProductPrice(price: item.price, breaks: item.breaks, currency: currency)
      }
    }
    guard let price = product.listPrice, price.currency == wanted ?? price.currency else {
      throw SalesError.noPrice(id.key, currency: wanted)
    }
    return ProductPrice(price: price.amount, breaks: [], currency: price.currency)
  }
}
