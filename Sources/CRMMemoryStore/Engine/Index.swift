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

  let fields: [(slot: Int, type: FieldType)]
  let name: String
  let kind: Kind
  private(set) var tree = OrderedTree<UInt64>()

  init(_ description: IndexDescription, of type: RecordType) {
    fields = description.fields.compactMap { name in type.slot(of: name).map { ($0, type.fields[$0].type) } }
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
  mutating func insert(_ record: RecordStorage, at slot: UInt32, among records: SlotVector<RecordStorage>) throws {
    for key in try keys(of: record) {
      if kind == .ordered {
        let fields = fields
        tree.insert(key, slot) { Index.precedes($0, $1, by: fields, among: records) }
      } else {
        tree.insert(key, slot)
      }
    }
  }

  /// Takes a record out, which the table still holds as it was added.
  mutating func remove(_ record: RecordStorage, at slot: UInt32, among records: SlotVector<RecordStorage>) throws {
    for key in try keys(of: record) {
      if kind == .ordered {
        let fields = fields
        tree.remove(key, slot) { Index.precedes($0, $1, by: fields, among: records) }
      } else {
        tree.remove(key, slot)
      }
    }
  }

  /// Whether two versions of a record have the same place in the index.
  func isUnaffected(by old: RecordStorage, _ new: RecordStorage) -> Bool {
    old.withSlots { old in
      new.withSlots { new in fields.allSatisfy { SlotReader.areEqual(old[$0.slot], new[$0.slot]) } }
    }
  }

  /// The slot of another record with the same values in a unique index.
  func duplicate(of record: RecordStorage, except own: UInt32?, among records: SlotVector<RecordStorage>) throws
    -> UInt32?
  {
    guard kind == .unique, let key = try keys(of: record).first else { return nil }
    var cursor = tree.cursor(before: key)
    while let entry = cursor.next(), entry.key == key {
      guard entry.slot != own, let other = records[entry.slot] else { continue }
      if isUnaffected(by: record, other) { return entry.slot }
    }
    return nil
  }

  /// Builds the index anew from all records of a table, faster than one by one.
  mutating func build(from records: SlotVector<RecordStorage>) throws {
    var entries: [TreeEntry<UInt64>] = []
    entries.reserveCapacity(records.count)
    for (slot, record) in records {
      for key in try keys(of: record) { entries.append(TreeEntry(key: key, slot: slot)) }
    }
    entries.sort { left, right in
      if left.key != right.key { return left.key < right.key }
      return kind == .ordered
        ? Index.precedes(left.slot, right.slot, by: fields, among: records) : left.slot < right.slot
    }
    guard let tree = OrderedTree(sorted: entries) else { throw RecordError.damaged }
    self.tree = tree
  }

  private func keys(of record: RecordStorage) throws -> [UInt64] {
    try record.withSlots { slots in
      switch kind {
      case .ordered:
        guard let field = fields.first else { return [] }
        return [try ValueCoding.orderKey(slots[field.slot], as: field.type)]
      case .unique:
        let values = fields.compactMap { slots[$0.slot] }
        return values.count == fields.count ? [ValueCoding.hash(values)] : []
      case .elements:
        var keys: [UInt64] = []
        if let field = fields.first, let list = slots[field.slot] {
          try ValueCoding.forEachElement(list) { element in
            let key = ValueCoding.hash(CollectionOfOne(element))
            if !keys.contains(key) { keys.append(key) }
            return true
          }
        }
        return keys
      }
    }
  }

  /// The order of two records in an ordered index: the fields, then the identifier.
  ///
  /// Bytes that were accepted once compare without error.
  private static func precedes(
    _ left: UInt32, _ right: UInt32, by fields: [(slot: Int, type: FieldType)], among records: SlotVector<RecordStorage>
  ) -> Bool {
    guard let left = records[left], let right = records[right] else { return left < right }
    let result = left.withSlots { left in
      right.withSlots { right in
        for field in fields {
          let order = (try? ValueCoding.order(left[field.slot], right[field.slot], as: field.type)) ?? 0
          if order != 0 { return order }
        }
        return 0
      }
    }
    return result != 0 ? result < 0 : left.id < right.id
  }
}
