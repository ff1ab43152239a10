/// Reads single slots of the layout that ``SlotWriter`` writes.
///
/// Valid only as long as the bytes that it points to.
package struct SlotReader {
  /// No record holds more bytes than this: 64 MiB.
  package static let largestSize = 64 << 20

  let base: UnsafeRawPointer
  private let isWide: Bool
  /// The number of slots.
  package let count: Int
  private let ends: Int
  private let values: Int

  /// Reads the head of bytes that ``validated(_:)`` accepted, or that ``SlotWriter`` wrote.
  @inline(__always)
  package init(trusting base: UnsafeRawPointer) {
    self.base = base
    isWide = base.load(as: UInt8.self) & 1 == 1
    count = Int(UInt16(littleEndian: base.loadUnaligned(fromByteOffset: 2, as: UInt16.self)))
    ends = 4 + (count + 7) / 8
    values = ends + count * (isWide ? 4 : 2)
  }

  /// Checks that bytes from outside have the layout, and nothing behind it; nil when they don't.
  package static func validated(_ bytes: UnsafeRawBufferPointer) -> SlotReader? {
    guard let base = bytes.baseAddress, bytes.count >= 4, bytes[0] <= 1 else { return nil }
    let reader = SlotReader(trusting: base)
    guard reader.values <= bytes.count else { return nil }
    var last = 0
    for slot in 0..<reader.count {
      let end = reader.end(of: slot)
      guard end >= last, end <= bytes.count - reader.values else { return nil }
      last = end
    }
    return reader.values + last == bytes.count ? reader : nil
  }

  /// The bytes of a slot; nil when it holds nil or does not exist.
  @inline(__always)
  package subscript(slot: Int) -> UnsafeRawBufferPointer? {
    guard slot < count, (base + 4 + slot >> 3).load(as: UInt8.self) & (1 << UInt8(slot & 7)) != 0 else { return nil }
    let start = slot == 0 ? 0 : end(of: slot - 1)
    return UnsafeRawBufferPointer(start: base + values + start, count: end(of: slot) - start)
  }

  /// Whether two slots hold the same bytes, or both nil.
  package static func areEqual(_ left: UnsafeRawBufferPointer?, _ right: UnsafeRawBufferPointer?) -> Bool {
    guard let left, let right else { return left == nil && right == nil }
    return left.ordered(to: right) == 0
  }

  @inline(__always)
  private func end(of slot: Int) -> Int {
    isWide
      ? Int(UInt32(littleEndian: base.loadUnaligned(fromByteOffset: ends + slot * 4, as: UInt32.self)))
      : Int(UInt16(littleEndian: base.loadUnaligned(fromByteOffset: ends + slot * 2, as: UInt16.self)))
  }
}
