import CRMCore

/// A stretch of an ordered index: the values of its first field that a condition lets through.
enum IndexRange {
  /// The field is nil.
  case null
  /// The field has exactly this value.
  case equal([UInt8])
  /// The text begins with these bytes.
  case prefix([UInt8])
  /// The field is not nil and lies between the bounds, each there or not, each included or not.
  case between(lower: IndexBound?, upper: IndexBound?)

  var isNull: Bool { if case .null = self { true } else { false } }
}

/// An end of a range of values.
struct IndexBound {
  let value: [UInt8]
  let isIncluded: Bool
}

extension Index {
  /// The slots of the records in a range, in the index's order; nil when there are more than `limit`.
  func slots(in range: IndexRange, among records: SlotVector<RecordStorage>, limit: Int) throws -> [UInt32]? {
    if fields.isEmpty { return nil }
    guard let stretch = try stretch(range, among: records) else { return [] }
    var slots: [UInt32] = []
    var cursor = stretch.start
    while let entry = cursor.next() {
      if slots.count == limit { return nil }
      slots.append(entry.slot)
      if entry == stretch.last { break }
    }
    return slots
  }

  /// Where a range begins and with which entry it ends, so that no record is asked on the way there; nil when nothing is in it.
  func stretch(
    _ range: IndexRange, among records: SlotVector<RecordStorage>
  ) throws -> (start: OrderedTree<UInt64>.Cursor, last: TreeEntry<UInt64>)? {
    guard let field = fields.first else { return nil }
    var end = try end(of: range, field, among: records)
    guard let last = end.previous(), try isInside(last, range, field, among: records) else { return nil }
    return (try start(of: range, field, among: records), last)
  }

  /// Whether it is the unique index of that field alone.
  func isUnique(on field: String) -> Bool { kind == .unique && fields.count == 1 && name == field }

  /// The record with a value in the unique index of one field, and how many were looked at.
  func record(
    with value: AnyValue, among records: SlotVector<RecordStorage>
  ) throws -> (record: RecordStorage?, touched: Int) {
    guard let field = fields.first else { return (nil, 0) }
    var (found, touched): (RecordStorage?, Int) = (nil, 0)
    try ValueCoding.withBytes(of: value, as: field.type) { bytes in
      found = tree.firstMatch(ValueCoding.hash(bytes)) { slot in
        touched += 1
        return records.withElement(at: slot) { record -> RecordStorage? in
          guard let record, SlotReader.areEqual(RecordStorage.unheldSlots(at: record)[field.slot], bytes) else {
            return nil
          }
          return record.pointee
        }
      }
    }
    return (found, touched)
  }

  /// The slots with a hash, for a unique index or one of elements; the caller checks the values.
  func slots(withHash key: UInt64, limit: Int) -> [UInt32]? {
    var slots: [UInt32] = []
    var cursor = tree.cursor(before: key)
    while let entry = cursor.next(), entry.key == key {
      if slots.count == limit { return nil }
      slots.append(entry.slot)
    }
    return slots
  }

  /// The gap before a range.
  private func start(
    of range: IndexRange, _ field: IndexField, among records: SlotVector<RecordStorage>
  ) throws -> OrderedTree<UInt64>.Cursor {
    switch range {
    case .null: tree.start
    case .equal(let value), .prefix(let value): try gap(before: value, included: true, field, among: records)
    case .between(let lower?, _): try gap(before: lower.value, included: lower.isIncluded, field, among: records)
    case .between(nil, _): gapBehindNil(field, among: records)
    }
  }

  /// The gap behind a range.
  private func end(
    of range: IndexRange, _ field: IndexField, among records: SlotVector<RecordStorage>
  ) throws -> OrderedTree<UInt64>.Cursor {
    switch range {
    case .null: return gapBehindNil(field, among: records)
    case .equal(let value): return try gap(before: value, included: false, field, among: records)
    case .between(_, let upper?):
      return try gap(before: upper.value, included: !upper.isIncluded, field, among: records)
    case .between(_, nil): return tree.end
    case .prefix(let prefix):
      // Behind the greatest key that a text with this beginning can have.
      var greatest = Array(prefix.prefix(8))
      while greatest.count < 8 { greatest.append(0xFF) }
      let key = try greatest.withUnsafeBytes { try ValueCoding.orderKey($0, as: .text) }
      return tree.cursor(at: key) { slot in
        Index.order(records, slot, prefix, field) < 0 || Index.value(of: records, slot, field, beginsWith: prefix)
      }
    }
  }

  /// Whether the last entry before the end of a range lies in it, and not before all of it.
  private func isInside(
    _ entry: TreeEntry<UInt64>, _ range: IndexRange, _ field: IndexField, among records: SlotVector<RecordStorage>
  ) throws -> Bool {
    switch range {
    case .null: return Index.order(records, entry.slot, nil, field) == 0
    case .equal(let value): return Index.order(records, entry.slot, value, field) == 0
    case .prefix(let prefix): return Index.value(of: records, entry.slot, field, beginsWith: prefix)
    case .between(let lower?, _):
      let order = Index.order(records, entry.slot, lower.value, field)
      return lower.isIncluded ? order >= 0 : order > 0
    case .between(nil, _): return Index.order(records, entry.slot, nil, field) > 0
    }
  }

  /// The gap before the values that are at least, or greater than, a value.
  private func gap(
    before value: [UInt8], included: Bool, _ field: IndexField, among records: SlotVector<RecordStorage>
  ) throws -> OrderedTree<UInt64>.Cursor {
    let key = try value.withUnsafeBytes { try ValueCoding.orderKey($0, as: field.type) }
    if field.isSettled(by: key) { return included ? tree.cursor(before: key) : tree.cursor(after: key) }
    return tree.cursor(at: key) { slot in
      let order = Index.order(records, slot, value, field)
      return included ? order < 0 : order <= 0
    }
  }

  private func gapBehindNil(
    _ field: IndexField, among records: SlotVector<RecordStorage>
  ) -> OrderedTree<UInt64>.Cursor {
    tree.cursor(at: 0) { Index.order(records, $0, nil, field) <= 0 }
  }

  /// Compares a record's field with a value, nil first.
  static func order(
    _ records: SlotVector<RecordStorage>, _ slot: UInt32, _ value: [UInt8]?, _ field: IndexField
  ) -> Int {
    records.withElement(at: slot) { record in
      guard let record else { return -1 }
      return record.pointee.withReader { slots in
        guard let value else { return slots[field.slot] == nil ? 0 : 1 }
        return value.withUnsafeBytes { (try? ValueCoding.order(slots[field.slot], $0, as: field.type)) ?? 0 }
      }
    }
  }

  private static func value(
    of records: SlotVector<RecordStorage>, _ slot: UInt32, _ field: IndexField, beginsWith prefix: [UInt8]
  ) -> Bool {
    records.withElement(at: slot) { $0?.pointee.withReader { $0[field.slot]?.starts(with: prefix) } ?? false }
  }
}
