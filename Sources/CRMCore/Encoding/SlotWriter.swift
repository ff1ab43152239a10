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
package struct SlotWriter: ~Copyable {
  /// Where each slot ends in the values, as 32-bit words; the highest bit says that the slot holds a value.
  private var ends: ByteWriter
  private var values: ByteWriter

  private static let present: UInt32 = 1 << 31

  /// - Parameter slots: How many will be written, about.
  package init(expecting slots: Int) {
    ends = ByteWriter(capacity: slots * 4)
    values = ByteWriter(capacity: 512)
  }

  private init(ends: consuming ByteWriter, values: consuming ByteWriter) {
    self.ends = ends
    self.values = values
  }

  /// Writes into memory of the stack, where that is enough.
  ///
  /// - Parameter body: Lets nothing of the writer out.
  @inline(__always)
  static func onStack<T>(expecting slots: Int, _ body: (inout SlotWriter) throws -> T) rethrows -> T {
    // More than this the language would take from the heap.
    try withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 8) { memory in
      let size = slots * 4
      var writer =
        if let base = memory.baseAddress, size < memory.count {
          SlotWriter(
            ends: ByteWriter(in: base, capacity: size),
            values: ByteWriter(in: base + size, capacity: memory.count - size))
        } else {
          SlotWriter(expecting: slots)
        }
      return try body(&writer)
    }
  }

  /// Writes nil into the next slot.
  @inline(__always)
  package mutating func writeNull() { end(0) }

  /// Writes a value into the next slot; when `body` throws, nothing is written.
  @inline(__always)
  mutating func write<T>(_ body: (inout ByteWriter) throws -> T) throws -> T {
    let start = values.count
    do {
      let result = try body(&values)
      guard values.count <= SlotReader.largestSize else { throw RecordError.tooLarge(bytes: values.count) }
      end(SlotWriter.present)
      return result
    } catch {
      values.truncate(to: start)
      throw error
    }
  }

  @inline(__always)
  private mutating func end(_ mark: UInt32) {
    withUnsafeBytes(of: UInt32(truncatingIfNeeded: values.count) | mark) { ends.append(contentsOf: $0) }
  }

  /// How many bytes ``copy(to:)`` writes.
  var byteCount: Int { 4 + (count + 7) / 8 + count * (isWide ? 4 : 2) + values.count }

  private var count: Int { ends.count / 4 }

  private var isWide: Bool { values.count > Int(UInt16.max) }

  /// Copies the finished layout to `target`, which has room for ``byteCount`` bytes.
  func copy(to target: UnsafeMutableRawPointer) {
    target.storeBytes(of: isWide ? 1 : 0, as: UInt8.self)
    target.storeBytes(of: 0, toByteOffset: 1, as: UInt8.self)
    target.storeBytes(of: UInt16(truncatingIfNeeded: count).littleEndian, toByteOffset: 2, as: UInt16.self)
    let (presence, places) = (target + 4, target + 4 + (count + 7) / 8)
    if isWide {
      copyEnds(to: places, as: UInt32.self, presence)
    } else {
      copyEnds(to: places, as: UInt16.self, presence)
    }
    if let base = values.bytes.baseAddress {
      (places + count * (isWide ? 4 : 2)).copyMemory(from: base, byteCount: values.count)
    }
  }

  /// Copies the ends as integers of a width, and of each the bit that says whether the slot holds a value.
  @inline(__always)
  private func copyEnds<End: FixedWidthInteger & BitwiseCopyable>(
    to places: UnsafeMutableRawPointer, as type: End.Type, _ presence: UnsafeMutableRawPointer
  ) {
    let words = ends.bytes
    for first in stride(from: 0, to: count, by: 8) {
      var bits: UInt32 = 0
      for slot in first..<min(first + 8, count) {
        let word = words.loadUnaligned(fromByteOffset: slot * 4, as: UInt32.self)
        let end = End(truncatingIfNeeded: word & ~SlotWriter.present).littleEndian
        places.storeBytes(of: end, toByteOffset: slot * MemoryLayout<End>.size, as: End.self)
        bits |= (word >> 31) << UInt32(slot & 7)
      }
      presence.storeBytes(of: UInt8(truncatingIfNeeded: bits), toByteOffset: first >> 3, as: UInt8.self)
    }
  }

  /// Appends the finished layout: what a group in a list is stored as.
  func append(to bytes: inout some ByteSink & ~Copyable) {
    withUnsafeTemporaryAllocation(byteCount: byteCount, alignment: 1) { buffer in
      guard let base = buffer.baseAddress else { return }
      copy(to: base)
      bytes.append(contentsOf: UnsafeRawBufferPointer(buffer))
    }
  }
}
