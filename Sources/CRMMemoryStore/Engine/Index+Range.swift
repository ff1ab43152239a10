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
    guard let field = fields.first else { return nil }
    var slots: [UInt32] = []
    var cursor = try start(of: range, field, among: records)
    let isInside = try end(of: range, field, among: records)
    while let entry = cursor.next(), try isInside(entry) {
      if slots.count == limit { return nil }
      slots.append(entry.slot)
    }
    return slots
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

  private func start(
    of range: IndexRange, _ field: (slot: Int, type: FieldType), among records: SlotVector<RecordStorage>
  ) throws -> OrderedTree<UInt64>.Cursor {
    switch range {
    case .null: tree.start
    case .equal(let value), .prefix(let value): try gap(before: value, included: true, field, among: records)
    case .between(let lower?, _): try gap(before: lower.value, included: lower.isIncluded, field, among: records)
    case .between(nil, _): tree.cursor(at: 0) { Index.order(records[$0], nil, field) <= 0 }
    }
  }

  /// The gap before the values that are at least, or greater than, a value.
  func gap(
    before value: [UInt8], included: Bool, _ field: (slot: Int, type: FieldType),
    among records: SlotVector<RecordStorage>
  ) throws -> OrderedTree<UInt64>.Cursor {
    let key = try value.withUnsafeBytes { try ValueCoding.orderKey($0, as: field.type) }
    return tree.cursor(at: key) {
      let order = Index.order(records[$0], value, field)
      return included ? order < 0 : order <= 0
    }
  }

  private func end(
    of range: IndexRange, _ field: (slot: Int, type: FieldType), among records: SlotVector<RecordStorage>
  ) throws -> (TreeEntry<UInt64>) throws -> Bool {
    switch range {
    case .null: return { $0.key == 0 && Index.order(records[$0.slot], nil, field) == 0 }
    case .between(_, nil): return { _ in true }
    case .between(_, let upper?): return try end(at: upper, field, among: records)
    case .equal(let value): return try end(at: IndexBound(value: value, isIncluded: true), field, among: records)
    case .prefix(let prefix):
      return { entry in
        records[entry.slot]?.withSlots { $0[field.slot]?.starts(with: prefix) } ?? false
      }
    }
  }

  private func end(
    at bound: IndexBound, _ field: (slot: Int, type: FieldType), among records: SlotVector<RecordStorage>
  ) throws -> (TreeEntry<UInt64>) throws -> Bool {
    let key = try bound.value.withUnsafeBytes { try ValueCoding.orderKey($0, as: field.type) }
    return { entry in
      if entry.key != key { return entry.key < key }
      let order = Index.order(records[entry.slot], bound.value, field)
      return bound.isIncluded ? order <= 0 : order < 0
    }
  }

  /// Compares a record's field with a value, nil first.
  static func order(_ record: RecordStorage?, _ value: [UInt8]?, _ field: (slot: Int, type: FieldType)) -> Int {
    guard let record else { return -1 }
    return record.withSlots { slots in
      guard let value else { return slots[field.slot] == nil ? 0 : 1 }
      return value.withUnsafeBytes { (try? ValueCoding.order(slots[field.slot], $0, as: field.type)) ?? 0 }
    }
  }
}
