import CRMCore

extension Table {
  /// Finds whether another record has the same values in a unique index.
  ///
  /// - Parameters:
  ///   - slot: The record's own slot, when the table has an earlier version of it.
  ///   - body: Is shown the key that the record has in each unique index, with the position of the index.
  /// - Throws: ``StoreError/duplicate(_:fields:other:)``.
  func checkUniqueness(
    of record: RecordStorage, at slot: UInt32?, _ body: (_ index: Int, _ key: UInt64) -> Void
  ) throws {
    // Borrowed: an index is several references, each of which a copy would hold.
    let indexes = indexes.span
    for position in indexes.indices where indexes[position].kind == .unique {
      guard let key = indexes[position].uniqueKey(of: record) else { continue }
      body(position, key)
      if let other = indexes[position].duplicate(of: record, with: key, except: slot, among: records) {
        throw StoreError.duplicate(
          self.key(record.id), fields: type.indexes[position].fields, other: records[other].map { self.key($0.id) })
      }
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
          let other = index.duplicate(of: record, with: entry.key, except: entry.slot, among: records)
        else { continue }
        throw StoreError.duplicate(key(record.id), fields: description.fields, other: records[other].map { key($0.id) })
      }
    }
  }
}
