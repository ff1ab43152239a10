import CRMCore

/// A declared field of all records of a table by slot, as codes: each different value has one, which slots hold.
///
/// Codes are never taken back, so they mean the same in every later copy; a value that no record has any longer keeps its code until
/// the column is built anew.
///
/// Copying is O(1) and makes a snapshot.
package struct CodedColumn: Sendable {
  /// The code of a record whose field is nil, and of a slot without a record.
  package static var nilCode: UInt32 { 0 }

  private var pages = ColumnPages<UInt32>(repeating: nilCode)
  /// The values by their codes less one.
  private var values = SlotVector<[UInt8]>()
  /// The codes by their values' hashes.
  private var codes = OrderedTree<UInt64>()
  private let hash: @Sendable (UnsafeRawBufferPointer) -> UInt64

  /// - Parameter hash: Tells most values apart.
  package init(hash: @escaping @Sendable (UnsafeRawBufferPointer) -> UInt64 = { ValueCoding.hash($0) }) {
    self.hash = hash
  }

  /// The number of codes given so far, that of nil with them: all codes are below it.
  package var codeCount: Int { values.count + 1 }

  /// The code of a slot.
  package func code(at slot: UInt32) -> UInt32 { pages.page(of: slot)[ColumnLayout.index(of: slot)] }

  /// The bytes of the value that has a code; nil for that of nil.
  package func value(of code: UInt32) -> [UInt8]? { code == Self.nilCode ? nil : values[code - 1] }

  /// The codes of the page of a slot.
  ///
  /// Valid as long as the column is held and not changed.
  package func page(of slot: UInt32) -> UnsafePointer<UInt32> { UnsafePointer(pages.page(of: slot)) }

  /// Sets the value of a slot's record, or that it is nil.
  ///
  /// Set nil when the slot is freed.
  package mutating func set(_ value: UnsafeRawBufferPointer?, at slot: UInt32) {
    let code = value.map { self.code(of: $0) } ?? Self.nilCode
    pages.writablePage(of: slot)[ColumnLayout.index(of: slot)] = code
  }

  /// Sets the values of slots, which ascend.
  ///
  /// - Parameters:
  ///   - numbers: For each slot the number of its value among `values`, plus one, or 0 for nil.
  ///   - values: The different values.
  mutating func set(_ numbers: [UInt32], of values: ByteTable, at slots: ArraySlice<UInt32>) {
    var codes = [Self.nilCode]
    for number in 0..<values.count { codes.append(values.key(at: number).withUnsafeBytes { code(of: $0) }) }
    pages.update(at: slots) { base, index, position in base[index] = codes[Int(numbers[position])] }
  }

  private mutating func code(of value: UnsafeRawBufferPointer) -> UInt32 {
    let hash = hash(value)
    let known = codes.firstMatch(hash) { code in
      values.withElement(at: code - 1) { known in
        known?.pointee.withUnsafeBytes { SlotReader.areEqual($0, value) } ?? false
      } ? code : nil
    }
    if let known { return known }
    let code = values.append(Array(value)) + 1
    codes.insert(hash, code)
    return code
  }

  /// Checks everything that the column relies on.
  ///
  /// - Throws: ``InvariantViolation``, the first found.
  package func checkInvariants() throws {
    try pages.checkInvariants()
    try values.checkInvariants()
    try codes.checkInvariants()
    try InvariantViolation.check(codes.count == values.count, "\(codes.count) codes for \(values.count) values")
    for (index, value) in values {
      let hash = value.withUnsafeBytes(hash)
      try InvariantViolation.check(codes.contains(hash, index + 1), "the value of code \(index + 1) has another")
    }
  }
}
