extension ExactDecimal {
  /// Reads a number in plain decimal notation: `-12.5`, `007`, `0.50`.
  ///
  /// A sign, then digits, then perhaps a point and more digits; no exponent, no grouping. Zeros at either end do not
  /// count as digits.
  ///
  /// - Throws: ``ValueError/malformedDecimal(_:)``, ``ValueError/decimalOutOfRange``.
  public init(_ text: String) throws(ValueError) {
    var reader = ASCIIReader(text)
    let isNegative = reader.skip("-")
    if !isNegative { _ = reader.skip("+") }
    var digits = ScannedDigits()
    guard digits.readWhole(&reader) else { throw .malformedDecimal(text) }
    if reader.skip(".") {
      guard digits.readFraction(&reader) else { throw .malformedDecimal(text) }
    }
    guard reader.isAtEnd else { throw .malformedDecimal(text) }
    guard digits.fit, digits.scale <= Self.maximumScale else { throw .decimalOutOfRange }
    try self.init(isNegative: isNegative, magnitude: digits.value, scale: digits.scale)
  }

  /// The number with exactly so many digits after the point where it needs no more, as on a bill: `12.50`.
  public func text(minimumScale: Int) -> String {
    let padding = max(0, min(minimumScale, Self.maximumScale) - scale)
    let (whole, fraction) = magnitude.quotientAndRemainder(dividingBy: .powerOfTen(scale))
    var writer = ASCIIWriter()
    if isNegative { writer.write("-") }
    writer.write(whole)
    if scale + padding > 0 { writer.write(".") }
    if scale > 0 { writer.write(fraction, digits: scale) }
    for _ in 0..<padding { writer.write("0") }
    return writer.text
  }
}

extension ExactDecimal: CustomStringConvertible {
  /// The number in plain decimal notation with the digits that it needs, such as `-12.5`; never an exponent.
  public var description: String { text(minimumScale: 0) }
}

extension ExactDecimal: Codable {
  /// Decodes the number from its text.
  public init(from decoder: any Decoder) throws {
    self = try decoder.text { text throws(ValueError) in try ExactDecimal(text) }
  }

  /// Encodes the number as its text, for binary fractions would not be exact.
  public func encode(to encoder: any Encoder) throws {
    try encoder.encode(text: description)
  }
}

/// The digits of a number as they are read.
private struct ScannedDigits {
  private(set) var value: UInt128 = 0
  private(set) var scale = 0
  /// Whether all digits fitted; the rest of the text is read on, for it may be malformed.
  private(set) var fit = true

  /// Reads the digits before the point; false when there is none.
  mutating func readWhole(_ reader: inout ASCIIReader) -> Bool {
    guard let first = reader.digit() else { return false }
    append(first, afterZeros: 0)
    while let digit = reader.digit() { append(digit, afterZeros: 0) }
    return true
  }

  /// Reads the digits after the point; false when there is none. Zeros only count once another digit follows them.
  mutating func readFraction(_ reader: inout ASCIIReader) -> Bool {
    guard var digit = reader.digit() else { return false }
    var zeros = 0
    while true {
      if digit == 0 {
        zeros += 1
      } else {
        append(digit, afterZeros: zeros)
        scale += zeros + 1
        zeros = 0
      }
      guard let following = reader.digit() else { return true }
      digit = following
    }
  }

  private mutating func append(_ digit: UInt8, afterZeros zeros: Int) {
    let (product, overflow) = value.multipliedReportingOverflow(by: .powerOfTen(min(zeros + 1, 38)))
    let (sum, carry) = product.addingReportingOverflow(UInt128(digit))
    if overflow || carry || zeros > ExactDecimal.maximumScale { fit = false }
    value = sum
  }
}
