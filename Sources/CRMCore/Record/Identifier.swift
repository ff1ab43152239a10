/// A 128-bit identifier, ordered by the time at which it was made (UUID version 7, RFC 9562).
///
/// Identifiers come from the ``IdentifierGenerator`` of a ``CRMEnvironment``, so that a run can be replayed. Any other
/// UUID is accepted too, for records that were born elsewhere. The order is that of the 16 bytes, which for version 7 is
/// the order of creation.
public struct Identifier: Hashable, Comparable, Sendable {
  /// The first eight bytes, big-endian.
  public let high: UInt64
  /// The last eight bytes, big-endian.
  public let low: UInt64

  /// Creates an identifier from its two halves.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Reads the text form `8-4-4-4-12` of hexadecimal digits, in either case; nil when the text is anything else.
  public init?(_ text: some StringProtocol) {
    var text = String(text)
    let halves = text.withUTF8 { Self.parse(UnsafeRawBufferPointer($0)) }
    guard let halves else { return nil }
    (high, low) = halves
  }

  /// Reads the text form from its UTF-8.
  package init?(utf8: UnsafeRawBufferPointer) {
    guard let halves = Self.parse(utf8) else { return nil }
    (high, low) = halves
  }

  /// Whether the left comes first.
  public static func < (left: Identifier, right: Identifier) -> Bool {
    left.high != right.high ? left.high < right.high : left.low < right.low
  }

  private static func parse(_ bytes: UnsafeRawBufferPointer) -> (UInt64, UInt64)? {
    guard bytes.count == 36 else { return nil }
    var halves: (UInt64, UInt64) = (0, 0)
    var digits = 0
    for (position, byte) in bytes.enumerated() {
      if position == 8 || position == 13 || position == 18 || position == 23 {
        guard byte == UInt8(ascii: "-") else { return nil }
        continue
      }
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      default: return nil
      }
      if digits < 16 { halves.0 = halves.0 << 4 | UInt64(digit) } else { halves.1 = halves.1 << 4 | UInt64(digit) }
      digits += 1
    }
    return halves
  }
}

extension Identifier: CustomStringConvertible {
  /// The text form, in lower case: `018f3c2e-7c1a-7b2e-8d43-0a1b2c3d4e5f`.
  public var description: String {
    String(unsafeUninitializedCapacity: Identifier.textLength) { buffer in
      write(to: buffer)
      return Identifier.textLength
    }
  }

  /// The number of characters of the text form, all of them ASCII.
  package static let textLength = 36

  /// Writes the text form to memory that has room for it.
  package func write(to buffer: UnsafeMutableBufferPointer<UInt8>) {
    var position = 0
    for nibble in 0..<32 {
      if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 {
        buffer[position] = UInt8(ascii: "-")
        position += 1
      }
      let half = nibble < 16 ? high : low
      let digit = UInt8(truncatingIfNeeded: half >> UInt64(60 - 4 * (nibble % 16))) & 0xF
      buffer[position] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
      position += 1
    }
  }
}

extension Identifier: Codable {
  /// Reads what was encoded.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let identifier = Identifier(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "“\(text)” is not an identifier; write it as a UUID.")
    }
    self = identifier
  }

  /// Writes what the initializer reads.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
