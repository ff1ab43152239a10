/// The 128 bits that tell one file store from every other, in the header of each of its files.
public struct StoreIdentity: Sendable, Hashable, CustomStringConvertible {
  /// The first 64 bits.
  public let high: UInt64
  /// The last 64 bits.
  public let low: UInt64

  /// An identity of the given bits, which should be random or a UUID's.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// The bits as 32 hexadecimal digits.
  public var description: String { Self.hexadecimal(high) + Self.hexadecimal(low) }

  private static func hexadecimal(_ bits: UInt64) -> String {
    let digits = String(bits, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
