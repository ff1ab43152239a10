/// A declared field of all records of a table by slot: 64-bit values, or nil.
///
/// Copying is O(1) and makes a snapshot.
package struct IntegerColumn: Sendable {
  /// A page ends in its presence bits, in as many values as they take.
  private var pages = ColumnPages<Int64>(repeating: 0, trailer: Array(repeating: 0, count: presenceWords))

  private static var presenceWords: Int { ColumnLayout.slots / 64 }

  package init() {}

  /// The value of a slot; nil too where nothing was ever set.
  package subscript(slot: UInt32) -> Int64? {
    let index = ColumnLayout.index(of: slot)
    let page = page(of: slot)
    return page.presence[index >> 6] >> UInt64(index & 63) & 1 != 0 ? page.values[index] : nil
  }

  /// Sets the value of a slot.
  ///
  /// Set nil when the slot is freed.
  package mutating func set(_ value: Int64?, at slot: UInt32) {
    Self.set(value, at: ColumnLayout.index(of: slot), of: pages.writablePage(of: slot))
  }

  /// Sets the values of slots, which ascend.
  mutating func set(_ values: [Int64?], at slots: ArraySlice<UInt32>) {
    pages.update(at: slots) { base, index, position in Self.set(values[position], at: index, of: base) }
  }

  @inline(__always)
  private static func set(_ value: Int64?, at index: Int, of base: UnsafeMutablePointer<Int64>) {
    base[index] = value ?? 0
    let word = presence(base) + index >> 6
    let bit = UInt64(1) << UInt64(index & 63)
    word.pointee = value == nil ? word.pointee & ~bit : word.pointee | bit
  }

  /// The page of a slot: its values, 0 where they are nil, and a bit for each, the lowest first, set where there is a value.
  ///
  /// Valid as long as the column is held and not changed.
  package func page(of slot: UInt32) -> (values: UnsafePointer<Int64>, presence: UnsafePointer<UInt64>) {
    let base = pages.page(of: slot)
    return (UnsafePointer(base), UnsafePointer(Self.presence(base)))
  }

  private static func presence(_ base: UnsafeMutablePointer<Int64>) -> UnsafeMutablePointer<UInt64> {
    UnsafeMutableRawPointer(base + ColumnLayout.slots).assumingMemoryBound(to: UInt64.self)
  }

  /// Checks everything that the column relies on.
  ///
  /// - Throws: ``InvariantViolation``, the first found.
  package func checkInvariants() throws { try pages.checkInvariants() }
}
