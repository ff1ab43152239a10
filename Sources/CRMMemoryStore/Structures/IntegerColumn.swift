/// A declared integer field of all records of a table by slot, for scans and sums: 64-bit values, or nil.
///
/// Copying is O(1) and makes a snapshot.
package struct IntegerColumn: Sendable {
  /// The values of ``ColumnLayout/slots`` neighbouring slots.
  ///
  /// Valid only in the closure that it is given to.
  package struct Chunk {
    /// The value of each slot; 0 where it is nil, so that sums need not look.
    package let values: UnsafeBufferPointer<Int64>
    /// A bit for each slot, the lowest first: set where there is a value.
    package let presence: UnsafeBufferPointer<UInt64>

    @inline(__always)
    fileprivate init(_ base: UnsafeMutablePointer<Int64>) {
      values = UnsafeBufferPointer(start: base, count: ColumnLayout.slots)
      presence = UnsafeBufferPointer(start: IntegerColumn.presence(base), count: IntegerColumn.presenceWords)
    }

    /// Whether the slot at `index` in the chunk has a value.
    @inline(__always)
    package func hasValue(at index: Int) -> Bool {
      presence[index >> 6] >> UInt64(index & 63) & 1 != 0
    }
  }

  /// A page ends in its presence bits, in as many values as they take.
  private var pages = ColumnPages<Int64>(repeating: 0, trailer: Array(repeating: 0, count: presenceWords))

  private static var presenceWords: Int { ColumnLayout.slots / 64 }

  @inline(__always)
  private static func presence(_ base: UnsafeMutablePointer<Int64>) -> UnsafeMutablePointer<UInt64> {
    UnsafeMutableRawPointer(base + ColumnLayout.slots).assumingMemoryBound(to: UInt64.self)
  }

  package init() {}

  /// The value of a slot; nil too where nothing was ever set.
  package subscript(slot: UInt32) -> Int64? {
    let index = ColumnLayout.index(of: slot)
    return withChunk(of: slot) { $0.hasValue(at: index) ? $0.values[index] : nil }
  }

  /// Sets the value of a slot.
  ///
  /// Set nil when the slot is freed.
  package mutating func set(_ value: Int64?, at slot: UInt32) {
    let index = ColumnLayout.index(of: slot)
    pages.update(of: slot) { base in
      base[index] = value ?? 0
      let word = Self.presence(base) + index >> 6
      let bit = UInt64(1) << UInt64(index & 63)
      word.pointee = value == nil ? word.pointee & ~bit : word.pointee | bit
    }
  }

  /// Reads the chunk that a slot is in.
  @inline(__always)
  package func withChunk<Result>(of slot: UInt32, _ body: (Chunk) throws -> Result) rethrows -> Result {
    try pages.withPage(of: slot) { try body(Chunk($0)) }
  }

  /// Reads the chunks with their first slots, in the order of slots.
  ///
  /// Chunks that were never set are left out.
  @inline(__always)
  package func forEachChunk(_ body: (UInt32, Chunk) throws -> Void) rethrows {
    try pages.forEachPage { try body($0, Chunk($1)) }
  }

  /// Checks everything that the column relies on.
  ///
  /// - Throws: ``InvariantViolation``, the first found.
  package func checkInvariants() throws {
    try pages.checkInvariants()
    try forEachChunk { first, chunk in
      for index in chunk.values.indices where !chunk.hasValue(at: index) {
        try InvariantViolation.check(chunk.values[index] == 0, "slot \(first) + \(index) is nil, but not 0")
      }
    }
  }
}
