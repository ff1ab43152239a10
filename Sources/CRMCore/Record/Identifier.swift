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

  /// Whether the left comes first.
  public static func < (left: Identifier, right: Identifier) -> Bool {
    left.high != right.high ? left.high < right.high : left.low < right.low
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
