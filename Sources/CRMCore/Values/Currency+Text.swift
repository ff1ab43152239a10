extension Currency {
  /// The code, and behind it the digits where ISO 4217 does not say them: `USD`, `MILES/0`.
  package var unambiguousCode: String { isISO ? code : "\(code)/\(minorUnits)" }

  /// Reads a code of ISO 4217, or a code with its digits.
  package init(unambiguousCode text: String) throws(ValueError) {
    guard let named = ASCIIReader.read(text, { $0.currency() }) else { throw .unknownCurrency(text) }
    try self.init(named)
  }

  /// The currency that a text names.
  ///
  /// - Parameter declared: Currencies of the application's own, which need no digits.
  init(_ named: NamedCurrency, declared: [Currency] = []) throws(ValueError) {
    if let minorUnits = named.minorUnits {
      try self.init(declaringPackedCode: named.packedCode, minorUnits: minorUnits)
      return
    }
    guard
      let known = declared.first(where: { $0.packedCode == named.packedCode })
        ?? Currency(isoPackedCode: named.packedCode)
    else { throw .unknownCurrency(ASCIIWriter.text { $0.write(currencyCode: named.packedCode) }) }
    self = known
  }
}

/// A currency as a text names it: a code, and perhaps a slash and the number of digits after the point.
struct NamedCurrency {
  let packedCode: UInt64
  let minorUnits: Int?
}

extension ASCIIReader {
  /// Reads a currency's code, and its digits where they stand behind it.
  mutating func currency() -> NamedCurrency? {
    guard let code = currencyCode() else { return nil }
    guard skip("/") else { return NamedCurrency(packedCode: code, minorUnits: nil) }
    guard let first = digit() else { return nil }
    // A second digit is one too many, which the currency says better.
    let minorUnits = digit().map { Int(first) * 10 + Int($0) } ?? Int(first)
    return NamedCurrency(packedCode: code, minorUnits: minorUnits)
  }
}
