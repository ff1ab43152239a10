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
  /// Where each slot ends in the values; the highest bit says that the slot holds a value.
  private var ends: [UInt32] = []
  private var values: [UInt8] = []

  private static let present: UInt32 = 1 << 31

  package init(expecting slots: Int) {
    ends.reserveCapacity(slots)
    values.reserveCapacity(480)
  }

  /// Writes nil into the next slot.
  @inline(__always)
  package mutating func writeNull() { ends.append(UInt32(truncatingIfNeeded: values.count)) }

  /// Writes a value into the next slot; when `body` throws, nothing is written.
  @inline(__always)
  package mutating func write(_ body: (inout [UInt8]) throws -> Void) throws {
    let start = values.count
    do {
      try body(&values)
      guard values.count <= SlotReader.largestSize else { throw RecordError.tooLarge(bytes: values.count) }
    } catch {
      values.removeSubrange(start...)
      throw error
    }
    ends.append(UInt32(truncatingIfNeeded: values.count) | SlotWriter.present)
  }

  /// How many bytes ``copy(to:)`` writes.
  package var byteCount: Int { 4 + presenceCount + ends.count * (isWide ? 4 : 2) + values.count }

  private var presenceCount: Int { (ends.count + 7) / 8 }

  private var isWide: Bool { values.count > Int(UInt16.max) }

  /// Copies the finished layout to `target`, which has room for ``byteCount`` bytes.
  package func copy(to target: UnsafeMutableRawPointer) {
    target.storeBytes(of: isWide ? 1 : 0, as: UInt8.self)
    target.storeBytes(of: 0, toByteOffset: 1, as: UInt8.self)
    target.storeBytes(of: UInt16(truncatingIfNeeded: ends.count).littleEndian, toByteOffset: 2, as: UInt16.self)
    let presence = target + 4
    presence.initializeMemory(as: UInt8.self, repeating: 0, count: presenceCount)
    let places = presence + presenceCount
    let (isWide, width) = (isWide, isWide ? 4 : 2)
    for slot in ends.indices {
      let end = ends[slot] & ~SlotWriter.present
      if ends[slot] != end {
        let byte = presence + slot >> 3
        byte.storeBytes(of: byte.load(as: UInt8.self) | 1 << UInt8(slot & 7), as: UInt8.self)
      }
      if isWide {
        places.storeBytes(of: end.littleEndian, toByteOffset: slot * 4, as: UInt32.self)
      } else {
        places.storeBytes(
          of: UInt16(truncatingIfNeeded: end).littleEndian, toByteOffset: slot * 2, as: UInt16.self)
      }
    }
    values.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      (places + ends.count * width).copyMemory(from: base, byteCount: bytes.count)
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
