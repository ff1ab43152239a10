import CRMCore

extension Table {
  /// Shows the key that a record has in each unique index, with the position of the index.
  func forEachUniqueKey(of record: RecordStorage, _ body: (_ index: Int, _ key: UInt64) -> Void) {
    let indexes = indexes.span
    for position in indexes.indices where indexes[position].kind == .unique {
      if let key = indexes[position].uniqueKey(of: record) { body(position, key) }
    }
  }

  /// Looks for two records with the same values in a unique index.
  ///
  /// - Throws: ``StoreError/duplicate(_:fields:other:)`` with the first found.
  /// - Complexity: O(*n*) in the entries of the unique indexes.
  func checkUniqueness() throws {
    for (index, description) in zip(indexes, type.indexes) where description.isUnique {
      var cursor = index.tree.start
      var previous: UInt64?
      while let entry = cursor.next() {
        defer { previous = entry.key }
        guard entry.key == previous, let record = records[entry.slot],
          let other = index.duplicate(of: record, except: entry.slot, among: records)
        else { continue }
        throw StoreError.duplicate(key(record.id), fields: description.fields, other: records[other].map { key($0.id) })
      }
    }
  }
}
