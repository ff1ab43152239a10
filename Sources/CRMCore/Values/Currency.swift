/// A currency: one of ISO 4217, or one that an application declares.
///
/// It is one 64-bit number, so amounts stay small and compare fast.
///
/// ```swift
/// let dollar = Currency.usd
/// let dinar = try Currency(isoCode: "BHD")                          // 3 digits
/// let points = try Currency(declaring: "MILES", minorUnits: 0)
/// ```
public struct Currency: Hashable, Sendable {
  // The code's ASCII bytes from the highest down, zeros behind them, and the digits in the lowest byte: the numbers are
  // ordered as the codes are.
  package let packed: UInt64

  /// The currency that ISO 4217 lists with this code and a number of minor units.
  ///
  /// The digits are ISO's, not those that are customary on price tags: the Iranian rial has 2.
  ///
  /// - Throws: ``ValueError/unknownCurrency(_:)``; metals, funds' units and the like have no minor units in ISO 4217, so
  ///   they are declared by ``init(declaring:minorUnits:)``.
  public init(isoCode code: String) throws(ValueError) {
    guard let currency = ASCIIReader.read(code, { $0.currencyCode() }).flatMap(Self.init(isoPackedCode:)) else {
      throw .unknownCurrency(code)
    }
    self = currency
  }

  /// A currency of the application's own, or an ISO 4217 one with the digits that it has there.
  ///
  /// - Parameters:
  ///   - code: 1 to 7 letters A to Z or digits.
  ///   - minorUnits: The number of digits after the point, 0 to 9.
  /// - Throws: ``ValueError/malformedCurrencyCode(_:)``, ``ValueError/minorUnitsOutOfRange(code:minorUnits:)``,
  ///   ``ValueError/currencyRedeclared(_:minorUnits:)``.
  public init(declaring code: String, minorUnits: Int) throws(ValueError) {
    guard let packedCode = ASCIIReader.read(code, { $0.currencyCode() }) else { throw .malformedCurrencyCode(code) }
    try self.init(declaringPackedCode: packedCode, minorUnits: minorUnits)
  }

  /// As ``init(declaring:minorUnits:)``, of a code that is known to be sound.
  init(declaringPackedCode code: UInt64, minorUnits: Int) throws(ValueError) {
    guard (0...9).contains(minorUnits) else {
      throw .minorUnitsOutOfRange(code: ASCIIWriter.text { $0.write(currencyCode: code) }, minorUnits: minorUnits)
    }
    packed = code | UInt64(minorUnits)
    if let listed = Currency(isoPackedCode: code), listed != self {
      throw .currencyRedeclared(listed, minorUnits: minorUnits)
    }
  }

  /// The currency of ISO 4217 with this ``packedCode``, nil where there is none with minor units.
  init?(isoPackedCode code: UInt64) {
    guard let minorUnits = ISO4217.entries[code]?.minorUnits else { return nil }
    packed = code | UInt64(minorUnits)
  }

  /// The currency that was stored as this number, nil where it can't be one.
  package init?(packed: UInt64) {
    self.packed = packed
    var rest = packedCode
    guard rest != 0, minorUnits <= 9 else { return nil }
    while rest != 0 {
      guard Self.mayContain(UInt8(rest >> 56)) else { return nil }
      rest <<= 8
    }
  }

  /// A currency whose code is known to be sound.
  init(known code: StaticString, minorUnits: UInt64) {
    packed = (ASCIIReader.read(code.description) { $0.currencyCode() } ?? 0) | minorUnits
  }

  /// The code, 1 to 7 letters A to Z or digits.
  public var code: String { ASCIIWriter.text { $0.write(currencyCode: packedCode) } }

  /// The code's bytes from the highest down, without the digits.
  var packedCode: UInt64 { packed & ~0xFF }

  /// The number of digits after the point, 0 to 9.
  public var minorUnits: Int { Int(packed & 0xFF) }

  /// Whether ISO 4217 lists the currency, with these digits.
  public var isISO: Bool { isoEntry?.minorUnits == minorUnits }

  /// The number, at most three digits, that ISO 4217 gives the code; nil where it does not list it.
  public var isoNumber: Int? { isoEntry?.number }

  /// All currencies of ISO 4217 that have minor units, by code.
  public static let allISO: [Currency] = ISO4217.entries.compactMap { code, entry in
    entry.minorUnits.flatMap { Currency(packed: code | UInt64($0)) }
  }.sorted()

  /// Whether a byte may be part of a code.
  fileprivate static func mayContain(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
  }

  private var isoEntry: ISO4217.Entry? { ISO4217.entries[packedCode] }
}

extension ASCIIReader {
  /// The ``Currency/packedCode`` of 1 to 7 letters A to Z or digits.
  mutating func currencyCode() -> UInt64? {
    var packed: UInt64 = 0
    var shift: UInt64 = 64
    while let byte = byte(where: Currency.mayContain) {
      guard shift > 8 else { return nil }
      shift -= 8
      packed |= UInt64(byte) << shift
    }
    return packed == 0 ? nil : packed
  }
}

extension ASCIIWriter {
  mutating func write(currencyCode packedCode: UInt64) {
    var rest = packedCode
    while rest != 0 {
      write(byte: UInt8(truncatingIfNeeded: rest >> 56))
      rest <<= 8
    }
  }
}

extension Currency: Comparable {
  /// Whether the left code comes first in the alphabet; for lists, not for worth.
  public static func < (left: Currency, right: Currency) -> Bool { left.packed < right.packed }
}

extension Currency: CustomStringConvertible {
  /// The code.
  public var description: String { code }
}

extension Currency: Codable {
  private enum CodingKeys: String, CodingKey { case code, minorUnits }

  /// Decodes an ISO 4217 code, or an object with the code and the digits of a declared currency.
  public init(from decoder: any Decoder) throws {
    if let code = try? decoder.singleValueContainer().decode(String.self) {
      self = try decoder.reportingCorruption { () throws(ValueError) in try Currency(isoCode: code) }
      return
    }
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let code = try container.decode(String.self, forKey: .code)
    let minorUnits = try container.decode(Int.self, forKey: .minorUnits)
    self = try decoder.reportingCorruption { () throws(ValueError) in
      try Currency(declaring: code, minorUnits: minorUnits)
    }
  }

  /// Encodes the code alone for an ISO 4217 currency, `{"code": "IRT", "minorUnits": 0}` for a declared one.
  public func encode(to encoder: any Encoder) throws {
    if isISO {
      try encoder.encode(text: code)
    } else {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(code, forKey: .code)
      try container.encode(minorUnits, forKey: .minorUnits)
    }
  }
}
