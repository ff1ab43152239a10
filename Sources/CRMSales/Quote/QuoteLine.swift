public import CRMCore

/// A line of a quote: so many of something at a price.
///
/// The price of a product is that of the quote's price list for the quantity, unless it was set by hand. The amounts follow from what is written:
/// see ``QuoteAmounts``.
public struct QuoteLine: ConsequentRecord {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "quoteLine"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The quote.
  public var quote: Quote.ID?
  /// The place among the quote's lines; those of one place are in the order of their identifiers.
  public var position = 1
  /// What is sold; nil for what is no product of the catalogue.
  public var product: Product.ID?
  /// What is sold, in words.
  public var text = ""
  /// How many.
  public var quantity: ExactDecimal = 1
  /// In what they are counted.
  public var unit: String?
  /// What one costs, in the quote's currency.
  public var unitPrice = ExactDecimal.zero
  /// Whether the price was set by hand.
  public var isPriceOverridden = false
  /// How much less each costs because of the quantity.
  public var volumeDiscount = ExactDecimal.zero
  /// What is taken off the line by hand, in percent.
  public var discountPercent: ExactDecimal?
  /// What is taken off the line by hand.
  public var discountAmount: Money?
  /// The rate in percent at which it is taxed; nil until the ``TaxPolicy`` is asked.
  public var taxRate: ExactDecimal?
  /// The price times the quantity, after the discount for the volume.
  public var baseAmount: Money?
  /// What is taken off by hand.
  public var manualDiscount: Money?
  /// The line's part of what is taken off the whole quote.
  public var quoteDiscount: Money?
  /// The tax.
  public var tax: Money?
  /// What is to be paid for it.
  public var extendedAmount: Money?

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<QuoteLine>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<QuoteLine> { f in
    f("quote", \.quote, .required, onDelete: .cascade)
    f("position", \.position)
    f("product", \.product, onDelete: .restrict)
    f("text", \.text)
    f("quantity", \.quantity)
    f("unit", \.unit)
    f("unitPrice", \.unitPrice)
    f("isPriceOverridden", \.isPriceOverridden)
    f("volumeDiscount", \.volumeDiscount)
    f("discountPercent", \.discountPercent)
    f("discountAmount", \.discountAmount)
    f("taxRate", \.taxRate)
    f("baseAmount", \.baseAmount)
    f("manualDiscount", \.manualDiscount)
    f("quoteDiscount", \.quoteDiscount)
    f("tax", \.tax)
    f("extendedAmount", \.extendedAmount)
  }

  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if product == nil && text.allSatisfy(\.isWhitespace) {
      problems.append(FieldProblem("text", "is required where there is no product"))
    }
    if quantity <= .zero { problems.append(FieldProblem("quantity", "must be more than 0")) }
    if unitPrice < .zero { problems.append(FieldProblem("unitPrice", "is less than nothing")) }
    if volumeDiscount > unitPrice { problems.append(FieldProblem("volumeDiscount", "is more than the price")) }
    problems += Quote.discountProblems(discountPercent, discountAmount)
    if let taxRate, taxRate < .zero { problems.append(FieldProblem("taxRate", "is less than nothing")) }
    return problems
  }

  /// The line as it was written, without what follows from it.
  var input: QuoteLine {
    var line = self
    line.stamp = Stamp()
    (line.baseAmount, line.manualDiscount, line.quoteDiscount, line.tax, line.extendedAmount) = (
      nil, nil, nil, nil, nil
    )
    return line
  }

  /// Prices the line and totals its quote, by whatever way it was written; nothing is written to a quote that was active before.
  public static func follow(
    _ before: QuoteLine?, _ after: QuoteLine?, in transaction: borrowing StoreTransaction
  ) async throws {
    for quote in Set([before?.quote, after?.quote].compactMap { $0 }) {
      guard try await transaction.find(quote) != nil else { continue }
      let isLocked = try await transaction.original(of: quote).map { $0.state != .draft } ?? false
      if isLocked && before?.input != after?.input { throw SalesError.pricesLocked(quote.key) }
      if !isLocked { try await transaction.total(quote) }
    }
  }
}
