/// A declared field of all records of a table by slot, for grouping: each distinct key has a code, which slots hold.
///
/// Codes are never taken back, so they mean the same in every later copy; a key that no record has any longer keeps its
/// code until the column is built anew.
///
/// Copying is O(1) and makes a snapshot.
package struct CodedColumn<Key: Hashable & Sendable>: Sendable {
  /// The code of a record whose field is nil.
  package static var nilCode: UInt32 { 0 }

  /// The code of a slot without a record.
  ///
  /// It is not ``nilCode``, so that grouping by code counts no free slots.
  package static var vacantCode: UInt32 { 1 }

  private static var firstKeyCode: UInt32 { 2 }

  private var pages = ColumnPages<UInt32>(repeating: vacantCode)
  private var keys = SlotVector<Key>()
  /// The codes by their keys' hashes.
  private var codes = OrderedTree<UInt64>()

  package init() {}

  /// The number of codes given so far, those for nil and for free slots with them: all codes are below it.
  package var codeCount: Int { keys.count + Int(Self.firstKeyCode) }

  /// The code of a slot.
  package func code(at slot: UInt32) -> UInt32 {
    pages.withPage(of: slot) { $0[ColumnLayout.index(of: slot)] }
  }

  /// The key of a slot; nil when it is nil and when there is no record.
  package subscript(slot: UInt32) -> Key? { key(of: code(at: slot)) }

  /// The key that has a code; nil for the codes that stand for none.
  package func key(of code: UInt32) -> Key? {
    code < Self.firstKeyCode ? nil : keys[code - Self.firstKeyCode]
  }

  /// The code of a key, if it ever was in the column.
  package func code(of key: Key?) -> UInt32? {
    guard let key else { return Self.nilCode }
    return code(of: key, hash: UInt64(truncatingIfNeeded: key.hashValue))
  }

  private func code(of key: Key, hash: UInt64) -> UInt32? {
    var cursor = codes.cursor(before: hash)
    while let entry = cursor.next(), entry.key == hash {
      if self.key(of: entry.slot) == key { return entry.slot }
    }
    return nil
  }

  /// Sets the key of a slot's record, or that it is nil.
  package mutating func set(_ key: Key?, at slot: UInt32) {
    guard let key else { return setCode(Self.nilCode, at: slot) }
    let hash = UInt64(truncatingIfNeeded: key.hashValue)
    let code: UInt32
    if let known = self.code(of: key, hash: hash) {
      code = known
    } else {
      code = keys.append(key) + Self.firstKeyCode
      codes.insert(hash, code)
    }
    setCode(code, at: slot)
  }

  /// Says that a slot has no record any longer.
  package mutating func vacate(_ slot: UInt32) {
    setCode(Self.vacantCode, at: slot)
  }

  private mutating func setCode(_ code: UInt32, at slot: UInt32) {
    pages.update(of: slot) { $0[ColumnLayout.index(of: slot)] = code }
  }

  /// Reads the codes chunk by chunk, with the chunk's first slot, in the order of slots.
  ///
  /// Chunks that never held a record are left out.
  @inline(__always)
  package func forEachChunk(_ body: (UInt32, UnsafeBufferPointer<UInt32>) throws -> Void) rethrows {
    try pages.forEachPage { try body($0, UnsafeBufferPointer(start: $1, count: ColumnLayout.slots)) }
  }

  /// Checks everything that the column relies on.
  ///
  /// - Throws: ``InvariantViolation``, the first found.
  package func checkInvariants() throws {
    try pages.checkInvariants()
    try keys.checkInvariants()
    try codes.checkInvariants()
    try InvariantViolation.check(codes.count == keys.count, "\(codes.count) codes for \(keys.count) keys")
    for (index, key) in keys {
      let code = index + Self.firstKeyCode
      try InvariantViolation.check(self.code(of: key) == code, "the key of code \(code) has another")
    }
    try forEachChunk { first, chunk in
      for code in chunk {
        try InvariantViolation.check(code < codeCount, "an unknown code \(code) at \(first) or after")
      }
    }
  }
}
