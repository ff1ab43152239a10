public import CRMContacts
public import CRMCore

/// Prices in one currency that hold for a time or for some customers.
public struct PriceList: Record {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "priceList"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The name, unique.
  public var name = ""
  /// The code of the currency, such as `USD`; see ``moneyCurrency``.
  public var currency = ""
  /// The first day on which it holds; nil for always until ``validTo``.
  public var validFrom: CalendarDate?
  /// The last day on which it holds; nil for ever.
  public var validTo: CalendarDate?
  /// Whether it is in use.
  public var state = ActiveState.active

  /// The currency; nil when the code is none.
  public var moneyCurrency: Currency? { Currency(code: currency) }

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<PriceList>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<PriceList> { f in
    f("name", \.name, .required, .unique, .indexed, .searchable)
    f("currency", \.currency, .required)
    f("validFrom", \.validFrom)
    f("validTo", \.validTo)
    f("state", \.state)
  }

  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if moneyCurrency == nil { problems.append(FieldProblem("currency", Currency.codeAdvice)) }
    if let validFrom, let validTo, validTo < validFrom {
      problems.append(FieldProblem("validTo", "\(validTo) lies before validFrom, \(validFrom)"))
    }
    return problems
  }

  /// Whether it holds on a day.
  func holds(on day: CalendarDate) -> Bool {
    state == .active && (validFrom ?? day) <= day && day <= (validTo ?? day)
  }
}

extension Currency {
  /// The currency whose code a field holds; nil when it is none.
  init?(code: String) {
    guard let money = try? Money(text: "0 \(code)") else { return nil }
    self = money.currency
  }

  static let codeAdvice = "is no currency; write its code, such as USD, or MILES/0 for one of the application's own"
}

/// What a product costs by a price list.
public struct PriceListItem: Record {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "priceListItem"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The price list.
  public var priceList: PriceList.ID?
  /// The product.
  public var product: Product.ID?
  /// What one unit costs, in the list's currency; more digits than the currency has are allowed.
  public var price = ExactDecimal.zero
  /// What one unit costs when more are bought.
  public var breaks: [QuantityBreak] = []

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<PriceListItem>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<PriceListItem> { f in
    f("priceList", \.priceList, .required, onDelete: .cascade)
    f("product", \.product, .required, onDelete: .cascade)
    f("price", \.price)
    f("breaks", \.breaks)
    f.unique("priceList", "product")
  }

  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] {
    var problems = price < .zero ? [FieldProblem("price", "is less than nothing")] : []
    for (place, step) in breaks.enumerated() where step.price < .zero || step.quantity <= .zero {
      problems.append(FieldProblem("breaks", "number \(place + 1) needs a quantity above 0 and a price of 0 or more"))
    }
    if Set(breaks.map(\.quantity)).count < breaks.count {
      problems.append(FieldProblem("breaks", "name a quantity twice"))
    }
    return problems
  }
}

/// What one unit costs from a quantity on.
public struct QuantityBreak: FieldGroup {
  /// The quantity from which it holds.
  public var quantity = ExactDecimal.zero
  /// What one unit costs.
  public var price = ExactDecimal.zero

  /// Creates a value that holds the defaults of its fields.
  public init() {}

  /// Says what one unit costs from a quantity on.
  public init(from quantity: ExactDecimal, price: ExactDecimal) {
    self.quantity = quantity
    self.price = price
  }

  /// The declaration of the fields.
  public static let fields = GroupSchema<QuantityBreak> { f in
    f("quantity", \.quantity)
    f("price", \.price)
  }
}
