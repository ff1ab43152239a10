/// The order of every type, twice: of two slots as they lie, for indexes, which compare them where they are and allocate nothing; and in
/// ``OrderedKey``, as bytes that can be joined, turned around and compared with one call, for sorting. The first can't be had from the second
/// without writing bytes for each comparison, nor an index's short keys from the long ones, whose first 64 bits hardly tell amounts of
/// money apart. A test holds the two, and ``AnyValue/ascending(_:_:)``, to the same order of every type.
extension ValueCoding {
  /// Compares two slots in the order that sorting means, nil first: negative, zero or positive.
  package static func order(
    _ left: UnsafeRawBufferPointer?, _ right: UnsafeRawBufferPointer?, as type: FieldType
  ) throws -> Int {
    guard let left else { return right == nil ? 0 : -1 }
    guard let right else { return 1 }
    switch type {
    case .text, .enumeration, .reference: return left.ordered(to: right)
    case .integer, .date, .instant, .duration: return order(integer(left), integer(right))
    case .boolean: return order(left.count, right.count)
    case .number: return order(number(left), number(right))
    case .decimal: return order(try decimal(left), try decimal(right))
    case .money:
      let (left, right) = (try money(left), try money(right))
      return left.currency == right.currency
        ? order(left.minorUnits, right.minorUnits) : order(left.currency, right.currency)
    case .list, .group: return left.ordered(to: right)
    }
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
    case .integer, .date, .instant, .duration: return ordered(integer(bytes))
    case .boolean: return bytes.isEmpty ? 1 : 2
    case .number: return ordered(number(bytes))
    case .decimal: return ordered(Double(try decimal(bytes)))
    case .money:
      let money = try money(bytes)
      // Three letters of the currency, its digits, and the 36 highest bits of the amount as a floating-point number, which tell 33 million
      // minor units apart; a longer currency's code gives up all behind its letters.
      let (code, digits) = (money.currency.packed >> 40, UInt64(money.currency.minorUnits))
      let isLonger = money.currency.packed >> 8 & 0xFFFF_FFFF != 0
      return code << 40 | (isLonger ? 0xFF_FFFF_FFFF : digits << 36 | ordered(Double(money.minorUnits)) >> 28)
    case .list, .group: return prefix(bytes)
    }
  }

  private static func prefix(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    if bytes.count >= 8 { return UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)) }
    var key: UInt64 = 0
    for byte in bytes { key = key << 8 | UInt64(byte) }
    return bytes.isEmpty ? 0 : key << UInt64(8 * (8 - bytes.count))
  }

  /// The bits of an integer, turned so that they ascend with it.
  @inline(__always)
  static func ordered(_ value: Int64) -> UInt64 { UInt64(bitPattern: value) ^ 1 << 63 }

  /// The bits of a floating-point number, turned so that they ascend with it.
  static func ordered(_ value: Double) -> UInt64 {
    let bits = value.bitPattern
    return bits >> 63 == 1 ? ~bits : bits | 1 << 63
  }

  /// A hash of a slot that is the same in every run, for indexes of equality.
  package static func hash(_ slot: UnsafeRawBufferPointer) -> UInt64 {
    var hash = seed
    mix(slot, into: &hash)
    return hash
  }

  /// A hash of several slots.
  package static func hash(_ slots: [UnsafeRawBufferPointer]) -> UInt64 {
    var hash = seed
    for slot in slots { mix(slot, into: &hash) }
    return hash
  }

  private static let seed: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Eight bytes at a time are multiplied into the hash, whose high bits then stir the low ones; the length comes last, so that slots don't
  /// run into one another.
  @inline(__always)
  private static func mix(_ slot: UnsafeRawBufferPointer, into hash: inout UInt64) {
    var offset = 0
    while offset + 8 <= slot.count {
      mix(UInt64(littleEndian: slot.loadUnaligned(fromByteOffset: offset, as: UInt64.self)), into: &hash)
      offset += 8
    }
    var rest: UInt64 = 0
    while offset < slot.count {
      rest = rest << 8 | UInt64(slot[offset])
      offset += 1
    }
    mix(rest, into: &hash)
    mix(UInt64(slot.count), into: &hash)
  }

  @inline(__always)
  private static func mix(_ word: UInt64, into hash: inout UInt64) {
    hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
    hash ^= hash >> 29
  }
}
