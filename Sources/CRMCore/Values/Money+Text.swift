extension Money {
  /// Reads an amount and its currency, such as `123.45 USD`, `-7 JPY` or `500 MILES/0`.
  ///
  /// - Parameters:
  ///   - text: The amount in plain decimal notation, a space, and the currency's code; behind the code of a currency of the application's own, a
  ///     slash and its number of digits after the point, unless it is among the declared ones.
  ///   - declared: Currencies of the application's own that the text may name by their code alone.
  /// - Throws: ``ValueError/malformedMoney(_:)``, ``ValueError/unknownCurrency(_:)``, ``ValueError/inexactMoney(_:_:)``,
  ///   ``ValueError/decimalOutOfRange``, ``ValueError/moneyOutOfRange(_:)``, and what ``Currency/init(declaring:minorUnits:)`` throws.
  public init(text: String, declared: [Currency] = []) throws(ValueError) {
    let parts = ASCIIReader.read(text) { reader -> (amount: ScannedDecimal, currency: NamedCurrency)? in
      guard let amount = reader.decimal(), reader.skip(" "), let currency = reader.currency() else { return nil }
      return (amount, currency)
    }
    guard let (number, named) = parts else { throw .malformedMoney(text) }
    try self.init(ExactDecimal(number), Currency(named, declared: declared))
  }

  /// The amount with all the digits of its currency, such as `100.00`.
  var amountText: String { amount.text(minimumScale: currency.minorUnits) }
}

extension Money: CustomStringConvertible {
  /// The amount with all the digits of its currency, a space and the code, such as `10005534.00 USD`.
  public var description: String {
    ASCIIWriter.text { writer in
      writer.write(amount, minimumScale: currency.minorUnits)
      writer.write(" ")
      writer.write(currencyCode: currency.packedCode)
    }
  }
}

extension Money: Codable {
  private enum CodingKeys: String, CodingKey { case amount, currency }

  /// Decodes what ``encode(to:)`` writes; an amount with more digits than its currency is refused.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let amount = try container.decode(ExactDecimal.self, forKey: .amount)
    let currency = try container.decode(Currency.self, forKey: .currency)
    self = try decoder.reportingCorruption { () throws(ValueError) in try Money(amount, currency) }
  }

  /// Encodes `{"amount": "10005534.00", "currency": "USD"}`; the currency as ``Currency/encode(to:)`` does.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(amountText, forKey: .amount)
    try container.encode(currency, forKey: .currency)
  }
}
