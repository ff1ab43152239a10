extension ExactDecimal {
  /// Reads a number in plain decimal notation: `-12.5`, `007`, `0.50`.
  ///
  /// A sign, then digits, then perhaps a point and more digits; no exponent, no grouping. Zeros at either end do not
  /// count as digits.
  ///
  /// - Throws: ``ValueError/malformedDecimal(_:)``, ``ValueError/decimalOutOfRange``.
  public init(_ text: String) throws(ValueError) {
    guard let number = ASCIIReader.read(text, { $0.decimal() }) else { throw .malformedDecimal(text) }
    try self.init(number)
  }

  /// The number of digits that were read.
  ///
  /// - Throws: ``ValueError/decimalOutOfRange``.
  init(_ scanned: ScannedDecimal) throws(ValueError) {
    guard scanned.fits, scanned.scale <= Self.maximumScale else { throw .decimalOutOfRange }
    try self.init(isNegative: scanned.isNegative, magnitude: scanned.magnitude, scale: scanned.scale)
  }

  /// The number with exactly so many digits after the point where it needs no more, as on a bill: `12.50`.
  public func text(minimumScale: Int) -> String {
    ASCIIWriter.text { $0.write(self, minimumScale: minimumScale) }
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

extension ASCIIWriter {
  /// Writes a number with at least so many digits after the point, at most 18.
  mutating func write(_ number: ExactDecimal, minimumScale: Int) {
    let scale = number.scale
    let padding = max(0, min(minimumScale, ExactDecimal.maximumScale) - scale)
    let (whole, fraction) = number.wholeAndFractionDigits
    if number.isNegative { write("-") }
    write(whole)
    if scale + padding > 0 { write(".") }
    if scale > 0 { write(fraction, digits: scale) }
    for _ in 0..<padding { write("0") }
  }
}

extension ASCIIReader {
  /// A sign, digits, and perhaps a point with more digits behind it.
  mutating func decimal() -> ScannedDecimal? {
    var number = ScannedDecimal()
    number.isNegative = skip("-")
    if !number.isNegative { _ = skip("+") }
    guard let first = digit() else { return nil }
    number.append(first, afterZeros: 0)
    while let digit = digit() { number.append(digit, afterZeros: 0) }
    guard skip(".") else { return number }
    guard var digit = digit() else { return nil }
    // Zeros after the point only count once another digit follows them.
    var zeros = 0
    while true {
      if digit == 0 {
        zeros += 1
      } else {
        number.append(digit, afterZeros: zeros)
        number.scale += zeros + 1
        zeros = 0
      }
      guard let following = self.digit() else { return number }
      digit = following
    }
  }
}

/// A number as it was read.
struct ScannedDecimal {
  fileprivate(set) var isNegative = false
  fileprivate(set) var magnitude: UInt128 = 0
  fileprivate(set) var scale = 0
  /// Whether all digits fitted; reading goes on where they did not, for what follows may be malformed.
  private(set) var fits = true

  fileprivate mutating func append(_ digit: UInt8, afterZeros zeros: Int) {
    if zeros == 0, magnitude < 1 << 60 {
      magnitude = UInt128(UInt64(truncatingIfNeeded: magnitude) &* 10 &+ UInt64(digit))
      return
    }
    let (product, overflow) = magnitude.multipliedReportingOverflow(by: .powerOfTen(min(zeros + 1, 38)))
    let (sum, carry) = product.addingReportingOverflow(UInt128(digit))
    if overflow || carry || zeros > ExactDecimal.maximumScale { fits = false }
    magnitude = sum
  }
}
