import CRMCore

/// One index of a table: entries of 12 bytes, a key of 64 bits and the record's slot.
///
/// What the key leaves open is settled through the record.
struct Index: Sendable {
  /// What the keys are.
  enum Kind {
    /// The first 64 bits of the first field's place in its order; the fields and the identifier settle ties.
    case ordered
    /// A hash of all fields; only records without nil among them are in it.
    case unique
    /// A hash of each element of a list; a record has as many entries as its list has different elements.
    case elements
  }

  let fields: [IndexField]
  let name: String
  let kind: Kind
  private(set) var tree = OrderedTree<UInt64>()

  init(_ description: IndexDescription, of type: RecordType) {
    fields = description.fields.compactMap { name in
      type.slot(of: name).map { IndexField(slot: $0, type: type.fields[$0].type) }
    }
    name = description.fields.joined(separator: ", ")
    if description.isUnique {
      kind = .unique
    } else if let field = fields.first, case .list = field.type {
      kind = .elements
    } else {
      kind = .ordered
    }
  }

  /// Whether the first field refers to other records.
  var isOfReferences: Bool { if case .reference = fields.first?.type { true } else { false } }

  /// Adds a record, which the table holds already.
  ///
  /// - Parameter isNewest: Whether its identifier comes after those of all others, which need not be asked then who comes first of two that are equal.
  mutating func insert(
    _ record: RecordStorage, at slot: UInt32, among records: SlotVector<RecordStorage>, isNewest: Bool = false
  ) throws {
    guard let first = fields.first else { return }
    let (fields, kind) = (fields, kind)
    try record.withReader {
      try Index.forEachKey(of: $0, kind, first, fields) { key in
        let comesLast = isNewest && fields.count == 1 && kind == .ordered && first.isSettled(by: key)
        _ = tree.insert(
          TreeEntry(key: key, slot: slot),
          passes: { comesLast || Index.comesBefore($0, record, slot, key, kind, by: fields, among: records) },
          isSame: { $0 == slot })
      }
    }
  }

  /// Takes a record out, which the table still holds as it was added.
  mutating func remove(_ record: RecordStorage, at slot: UInt32, among records: SlotVector<RecordStorage>) throws {
    guard let first = fields.first else { return }
    let (fields, kind) = (fields, kind)
    try record.withReader {
      try Index.forEachKey(of: $0, kind, first, fields) { key in
        _ = tree.remove(
          key, passes: { Index.comesBefore($0, record, slot, key, kind, by: fields, among: records) },
          isSame: { $0 == slot })
      }
    }
  }

  /// Whether two versions of a record have the same place in the index.
  func isUnaffected(by old: RecordStorage, _ new: RecordStorage) -> Bool {
    Index.areEqual(old, new, by: fields)
  }

  private static func areEqual(_ old: RecordStorage, _ new: RecordStorage, by fields: [IndexField]) -> Bool {
    old.withReader { old in
      new.withReader { new in fields.allSatisfy { SlotReader.areEqual(old[$0.slot], new[$0.slot]) } }
    }
  }

  /// The key of a record in a unique index; nil when the record is not in it, or the index is another.
  func uniqueKey(of record: RecordStorage) -> UInt64? {
    guard kind == .unique else { return nil }
    // By themselves, since a closure that uses the index holds all that it is made of.
    let fields = fields
    return record.withReader { Index.uniqueKey(of: $0, fields) }
  }

  /// The slot of another record with the same values in a unique index, in which the record has the key.
  func duplicate(
    of record: RecordStorage, with key: UInt64, except own: UInt32?, among records: SlotVector<RecordStorage>
  ) -> UInt32? {
    let fields = fields
    return tree.firstMatch(key) { slot in
      guard slot != own, let other = records[slot] else { return nil }
      return Index.areEqual(record, other, by: fields) ? slot : nil
    }
  }

  /// Adds many records, which the table holds already, in ascending order of their identifiers: faster than one by one.
  ///
  /// - Parameters:
  ///   - keys: The records' keys.
  ///   - slots: The records' slots, by their places.
  /// - Returns: Whether two entries have the same key, one of them new.
  mutating func insert(
    _ keys: consuming [BatchKey], at slots: [UInt32], among records: SlotVector<RecordStorage>
  ) -> Bool {
    keys.sortByKey()
    if kind == .ordered { sortTies(&keys, slots, records) }
    let entries = keys.lazy.map { TreeEntry(key: $0.key, slot: slots[Int($0.place)]) }
    return tree.insert(sorted: entries) { [fields, kind] old, new in
      guard let record = records[new.slot] else { return old < new.slot }
      return Index.comesBefore(old, record, new.slot, new.key, kind, by: fields, among: records)
    }
  }

  /// Puts entries with equal keys in the order of the fields, as far as the key leaves it open.
  private func sortTies(_ keys: inout [BatchKey], _ slots: [UInt32], _ records: SlotVector<RecordStorage>) {
    func order(_ left: BatchKey, _ right: BatchKey) -> Int {
      records.withElement(at: slots[Int(left.place)]) { one in
        records.withElement(at: slots[Int(right.place)]) { other in
          guard let one, let other else { return 0 }
          return Index.order(
            RecordStorage.unheldSlots(at: one), RecordStorage.unheldSlots(at: other), left.key, by: fields)
        }
      }
    }
    var start = 0
    while start < keys.count {
      var end = start + 1
      // Mostly they are equal altogether, and so in order already.
      var (isSettled, isSorted) = (fields.count == 1 && keys[start].isWhole, true)
      while end < keys.count, keys[end].key == keys[start].key {
        isSettled = isSettled && keys[end].isWhole
        if !isSettled, isSorted { isSorted = order(keys[end - 1], keys[end]) <= 0 }
        end += 1
      }
      if !isSorted {
        keys[start..<end].sort { left, right in
          let order = order(left, right)
          return order != 0 ? order < 0 : left.place < right.place
        }
      }
      start = end
    }
  }

  /// The keys of records, in their order.
  func keys(of records: UnsafeBufferPointer<SlotReader>) throws -> [BatchKey] {
    guard let first = fields.first else { return [] }
    let (fields, kind) = (fields, kind)
    var keys: [BatchKey] = []
    keys.reserveCapacity(records.count)
    for place in records.indices {
      let slots = records[place]
      try Index.forEachKey(of: slots, kind, first, fields) { key in
        let isWhole = kind == .ordered && first.holds(slots[first.slot], in: key)
        keys.append(BatchKey(key: key, place: UInt32(place), isWhole: isWhole))
      }
    }
    return keys
  }

  /// - Parameter first: The first of the fields, by itself, since to take a field's type out of an array counts a reference that all threads share.
  @inline(__always)
  private static func forEachKey(
    of slots: SlotReader, _ kind: Kind, _ first: IndexField, _ fields: [IndexField], _ body: (UInt64) throws -> Void
  ) throws {
    switch kind {
    case .ordered: try body(try ValueCoding.orderKey(slots[first.slot], as: first.type))
    case .unique: if let key = uniqueKey(of: slots, fields) { try body(key) }
    case .elements:
      for key in try elementKeys(of: slots, fields) { try body(key) }
    }
  }

  private static func uniqueKey(of slots: SlotReader, _ fields: [IndexField]) -> UInt64? {
    if fields.count == 1 { return slots[fields[0].slot].map(ValueCoding.hash) }
    let values = fields.compactMap { slots[$0.slot] }
    return values.count == fields.count ? ValueCoding.hash(values) : nil
  }

  private static func elementKeys(of slots: SlotReader, _ fields: [IndexField]) throws -> [UInt64] {
    guard let field = fields.first, let list = slots[field.slot] else { return [] }
    var keys: [UInt64] = []
    try ValueCoding.forEachElement(list) { element in
      let key = ValueCoding.hash(element)
      if !keys.contains(key) { keys.append(key) }
      return true
    }
    return keys
  }

  /// Whether the entry of another slot with an equal key comes before a record's, or is the record's own: by the fields, then by the
  /// identifier; in indexes without an order, by the slot.
  ///
  /// Bytes that were accepted once compare without error.
  private static func comesBefore(
    _ other: UInt32, _ record: RecordStorage, _ slot: UInt32, _ key: UInt64, _ kind: Kind, by fields: [IndexField],
    among records: SlotVector<RecordStorage>
  ) -> Bool {
    guard kind == .ordered, other != slot else { return other <= slot }
    return records.withElement(at: other) { other in
      guard let other else { return false }
      if fields.count > 1 || !(fields.first?.isSettled(by: key) ?? false) {
        let left = RecordStorage.unheldSlots(at: other)
        let order = record.withReader { Index.order(left, $0, key, by: fields) }
        if order != 0 { return order < 0 }
      }
      return RecordStorage.unheldID(at: other) < record.id
    }
  }

  /// The order of two records with equal keys by the fields: below 0 when the left one comes first, 0 when they are equal.
  @inline(__always)
  private static func order(_ left: SlotReader, _ right: SlotReader, _ key: UInt64, by fields: [IndexField]) -> Int {
    for position in fields.indices where position > 0 || !fields[position].isSettled(by: key) {
      let slot = fields[position].slot
      let (left, right) = (left[slot], right[slot])
      if SlotReader.areEqual(left, right) { continue }
      let order = (try? ValueCoding.order(left, right, as: fields[position].type)) ?? 0
      if order != 0 { return order }
    }
    return 0
  }
}

/// A field that an index compares.
struct IndexField: Sendable {
  let slot: Int
  let type: FieldType

  /// A value as it lies in the field's slot.
  func bytes(of value: AnyValue) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try ValueCoding.append(value, as: type, to: &bytes)
    return bytes
  }

  /// Whether a key holds all of a value with it: two values that both are held by equal keys are equal.
  func holds(_ value: UnsafeRawBufferPointer?, in key: UInt64) -> Bool {
    switch type {
    case .text, .enumeration: key != 0 && value.map { $0.count <= MemoryLayout<UInt64>.size } ?? false
    default: isSettled(by: key)
    }
  }

  /// Whether all values with a key (`ValueCoding.orderKey`) are equal, so that the records need not be asked.
  func isSettled(by key: UInt64) -> Bool {
    // nil shares the key 0 with the least integer and with empty text.
    guard key != 0 else { return false }
    switch type {
    case .integer, .date, .instant, .duration, .boolean, .number: return true
    // No text contains the byte 0: where the key ends in one, it holds all of the text.
    case .text, .enumeration: return key & 0xFF == 0
    case .decimal, .money, .reference, .list, .group: return false
    }
  }
}
