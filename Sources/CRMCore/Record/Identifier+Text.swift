extension Identifier {
  /// Reads the text form `8-4-4-4-12` of hexadecimal digits, in either case; nil when the text is anything else.
  public init?(_ text: some StringProtocol) {
    var text = String(text)
    guard let identifier = text.withUTF8({ Identifier(utf8: UnsafeRawBufferPointer($0)) }) else { return nil }
    self = identifier
  }

  /// Reads the text form from its UTF-8.
  package init?(utf8 bytes: UnsafeRawBufferPointer) {
    guard bytes.count == Identifier.textLength, bytes[8] == Identifier.dash, bytes[13] == Identifier.dash,
      bytes[18] == Identifier.dash, bytes[23] == Identifier.dash
    else { return nil }
    func number(_ first: Int, _ second: Int) -> UInt64? {
      HexDigits(
        bytes.loadUnaligned(fromByteOffset: first, as: UInt32.self),
        bytes.loadUnaligned(fromByteOffset: second, as: UInt32.self)
      ).number
    }
    guard let first = number(0, 4), let second = number(9, 14), let third = number(19, 24), let fourth = number(28, 32)
    else { return nil }
    self.init(high: first << 32 | second, low: third << 32 | fourth)
  }

  /// Writes the text form to memory that has room for it.
  package func write(to buffer: UnsafeMutableRawBufferPointer) {
    func write(_ number: UInt64, _ first: Int, _ second: Int) {
      let digits = HexDigits(UInt32(truncatingIfNeeded: number)).pieces
      buffer.storeBytes(of: digits.0, toByteOffset: first, as: UInt32.self)
      buffer.storeBytes(of: digits.1, toByteOffset: second, as: UInt32.self)
    }
    write(high >> 32, 0, 4)
    write(high, 9, 14)
    write(low >> 32, 19, 24)
    write(low, 28, 32)
    for position in stride(from: 8, through: 23, by: 5) { buffer[position] = Identifier.dash }
  }

  /// The number of characters of the text form, all of them ASCII.
  package static let textLength = 36

  private static let dash = UInt8(ascii: "-")
}

extension Identifier: CustomStringConvertible {
  /// The text form, in lower case: `018f3c2e-7c1a-7b2e-8d43-0a1b2c3d4e5f`.
  public var description: String {
    String(unsafeUninitializedCapacity: Identifier.textLength) { buffer in
      write(to: UnsafeMutableRawBufferPointer(buffer))
      return Identifier.textLength
    }
  }
}

/// Eight hexadecimal digits, which are turned into a number and back all at once: each has a byte of a word, the first the lowest.
private struct HexDigits {
  private let ascii: UInt64

  private static func inEach(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

  /// The digits whose values from 0 to 15 stand in a word's bytes, in lower case.
  private init(values: UInt64) {
    let isLetter = (values &+ Self.inEach(6)) >> 4 & Self.inEach(1)
    ascii = values &+ Self.inEach(0x30) &+ isLetter &* UInt64(UInt8(ascii: "a") - 10 - 0x30)
  }

  /// Two pieces of four digits, as they lie in memory.
  init(_ first: UInt32, _ second: UInt32) { ascii = UInt64(second.littleEndian) << 32 | UInt64(first.littleEndian) }

  var pieces: (UInt32, UInt32) {
    (UInt32(truncatingIfNeeded: ascii).littleEndian, UInt32(truncatingIfNeeded: ascii >> 32).littleEndian)
  }

  /// The digits of a number.
  init(_ number: UInt32) {
    var values = UInt64(number)
    values = (values | values << 16) & 0x0000_FFFF_0000_FFFF
    values = (values | values << 8) & 0x00FF_00FF_00FF_00FF
    values = (values | values << 4) & 0x0F0F_0F0F_0F0F_0F0F
    self.init(values: values.byteSwapped)
  }

  /// The number that the digits are of, in either case; nil where one of the bytes is none.
  var number: UInt64? {
    let isLetter = ascii >> 6 & Self.inEach(1)
    let values = ascii & Self.inEach(0xF) &+ isLetter &* 9
    // Whatever else the bytes were, they are not what such values are written as.
    guard values & Self.inEach(0xF0) == 0, HexDigits(values: values).ascii == ascii | isLetter << 5 else { return nil }
    var number = values.byteSwapped
    number = (number | number >> 4) & 0x00FF_00FF_00FF_00FF
    number = (number | number >> 8) & 0x0000_FFFF_0000_FFFF
    return (number | number >> 16) & 0xFFFF_FFFF
  }
}
