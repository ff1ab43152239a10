extension ValueCoding {
  /// Compares two slots in the order that sorting means, nil first: negative, zero or positive.
  package static func order(
    _ left: UnsafeRawBufferPointer?, _ right: UnsafeRawBufferPointer?, as type: FieldType
  ) throws -> Int {
    guard let left else { return right == nil ? 0 : -1 }
    guard let right else { return 1 }
    switch type {
    case .text, .enumeration, .reference: return order(left, right)
    case .integer, .date, .instant, .duration: return order(integer(left), integer(right))
    case .boolean: return order(left.count, right.count)
    case .number: return order(number(left), number(right))
    case .decimal: return order(try decimal(left), try decimal(right))
    case .money:
      let (left, right) = (try money(left), try money(right))
      return left.currency == right.currency
        ? order(left.minorUnits, right.minorUnits) : order(left.currency, right.currency)
    case .list, .group: return order(left, right)
    }
  }

  private static func order(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
    for (left, right) in zip(left, right) where left != right { return left < right ? -1 : 1 }
    return left.count - right.count
  }

  private static func order<T: Comparable>(_ left: T, _ right: T) -> Int { left < right ? -1 : left == right ? 0 : 1 }

  /// The first 64 bits of a slot's place in its type's order.
  ///
  /// Where two keys differ, so do the values, in the same direction; where they are equal, the values must be
  /// compared. nil has the smallest key, 0.
  package static func orderKey(_ bytes: UnsafeRawBufferPointer?, as type: FieldType) throws -> UInt64 {
    guard let bytes else { return 0 }
    switch type {
    case .text, .enumeration, .reference: return prefix(bytes)
    case .integer, .date, .instant, .duration: return UInt64(bitPattern: integer(bytes)) ^ (1 << 63)
    case .boolean: return bytes.isEmpty ? 1 : 2
    case .number: return orderKey(number(bytes))
    case .decimal: return orderKey(Double(try decimal(bytes)))
    case .money:
      let money = try money(bytes)
      // Three letters of the currency, then the amount in steps of 2^24, which a longer currency's code gives up.
      let code = money.currency.packed >> 40
      let isLonger = money.currency.packed >> 8 & 0xFFFF_FFFF != 0
      let amount = (UInt64(bitPattern: money.minorUnits) ^ (1 << 63)) >> 24
      return code << 40 | (isLonger ? 0xFF_FFFF_FFFF : amount)
    case .list, .group: return prefix(bytes)
    }
  }

  private static func prefix(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    if bytes.count >= 8 { return UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)) }
    var key: UInt64 = 0
    for byte in bytes { key = key << 8 | UInt64(byte) }
    return bytes.isEmpty ? 0 : key << UInt64(8 * (8 - bytes.count))
  }

  /// The bits of a floating-point number, turned so that they ascend with it.
  private static func orderKey(_ value: Double) -> UInt64 {
    let bits = value.bitPattern
    return bits >> 63 == 1 ? ~bits : bits | 1 << 63
  }

  /// A hash that is the same in every run (FNV-1a with a final mix), for indexes of equality.
  package static func hash(_ slots: some Sequence<UnsafeRawBufferPointer>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for slot in slots {
      for byte in slot { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      hash = (hash ^ 0xFF) &* 0x100_0000_01B3
    }
    hash ^= hash >> 32
    hash &*= 0x9E37_79B9_7F4A_7C15
    return hash ^ hash >> 29
  }
}
