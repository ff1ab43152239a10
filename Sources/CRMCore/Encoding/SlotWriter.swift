/// Writes values into slots, one after the other: the flat layout that ``SlotReader`` reads any field of without decoding the
/// others.
///
/// ```
/// 0   flags        bit 0: the ends are 32 bits wide, otherwise 16
/// 1   0
/// 2   count        number of slots, 16 bits
/// 4   presence     one bit a slot, the lowest first; 0: nil
/// …   ends         where each slot ends in the values
/// …   values       one after the other
/// ```
///
/// All integers are little-endian. A reader treats slots beyond the count as nil, so that fields can be added.
package struct SlotWriter {
  private var presence: [UInt8] = []
  private var ends: [UInt32] = []
  private var values: [UInt8] = []

  package init(expecting slots: Int) {
    presence.reserveCapacity((slots + 7) / 8)
    ends.reserveCapacity(slots)
    values.reserveCapacity(256)
  }

  /// Writes nil into the next slot.
  package mutating func writeNull() {
    if ends.count & 7 == 0 { presence.append(0) }
    ends.append(UInt32(truncatingIfNeeded: values.count))
  }

  /// Writes a value into the next slot; when `body` throws, nothing is written.
  package mutating func write(_ body: (inout [UInt8]) throws -> Void) throws {
    let start = values.count
    do {
      try body(&values)
      guard values.count <= SlotReader.largestSize else { throw RecordError.tooLarge(bytes: values.count) }
    } catch {
      values.removeSubrange(start...)
      throw error
    }
    let bit = ends.count & 7
    if bit == 0 { presence.append(1) } else { presence[presence.count - 1] |= 1 << UInt8(bit) }
    ends.append(UInt32(truncatingIfNeeded: values.count))
  }

  /// How many bytes ``copy(to:)`` writes.
  package var byteCount: Int {
    4 + presence.count + ends.count * (isWide ? 4 : 2) + values.count
  }

  private var isWide: Bool { values.count > Int(UInt16.max) }

  /// Copies the finished layout to `target`, which has room for ``byteCount`` bytes.
  package func copy(to target: UnsafeMutableRawPointer) {
    target.storeBytes(of: isWide ? 1 : 0, as: UInt8.self)
    target.storeBytes(of: 0, toByteOffset: 1, as: UInt8.self)
    target.storeBytes(of: UInt16(truncatingIfNeeded: ends.count).littleEndian, toByteOffset: 2, as: UInt16.self)
    var offset = 4
    presence.withUnsafeBytes { bytes in
      if let base = bytes.baseAddress { (target + offset).copyMemory(from: base, byteCount: bytes.count) }
    }
    offset += presence.count
    for end in ends {
      if isWide {
        target.storeBytes(of: end.littleEndian, toByteOffset: offset, as: UInt32.self)
        offset += 4
      } else {
        target.storeBytes(of: UInt16(truncatingIfNeeded: end).littleEndian, toByteOffset: offset, as: UInt16.self)
        offset += 2
      }
    }
    values.withUnsafeBytes { bytes in
      if let base = bytes.baseAddress { (target + offset).copyMemory(from: base, byteCount: bytes.count) }
    }
  }

  /// The finished layout as bytes: what a group in a list is stored as.
  package var bytes: [UInt8] {
    [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
      if let base = buffer.baseAddress { copy(to: UnsafeMutableRawPointer(base)) }
      count = byteCount
    }
  }
}
