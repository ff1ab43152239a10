package import CRMCore

/// The records of one type, their indexes and their columns.
///
/// Copying it is a snapshot.
package struct Table: Sendable {
  package let type: RecordType
  package private(set) var identifiers = IdentifierMap()
  package private(set) var records = SlotVector<RecordStorage>()
  private(set) var indexes: [Index]
  /// The fields that are kept as columns too; nil when there are none.
  private(set) var columns: TableColumns?

  package init(_ type: RecordType) {
    self.type = type
    indexes = type.indexes.map { Index($0, of: type) }
    columns = TableColumns(type)
  }

  /// The record of an identifier.
  package subscript(id: Identifier) -> RecordStorage? {
    identifiers.slot(of: IdentifierKey(id)).flatMap { records[$0] }
  }

  /// Adds a record.
  ///
  /// - Throws: ``StoreError/alreadyExists(_:)``, ``StoreError/duplicate(_:fields:other:)``; nothing has changed then.
  package mutating func insert(_ record: RecordStorage) throws {
    try checkInsertion(of: record)
    let slot = records.append(record)
    identifiers.insert(IdentifierKey(record.id), slot: slot)
    try updateIndexes { try $0.insert(record, at: slot, among: $1) }
    try columns?.set(record, at: slot, replacing: nil)
  }

  /// Replaces a record.
  ///
  /// - Throws: ``StoreError/notFound(_:)``, ``StoreError/duplicate(_:fields:other:)``; nothing has changed then.
  package mutating func update(_ record: RecordStorage) throws {
    let (slot, old) = try checkUpdate(to: record)
    try updateIndexes { if !$0.isUnaffected(by: old, record) { try $0.remove(old, at: slot, among: $1) } }
    records.set(record, at: slot)
    try updateIndexes { if !$0.isUnaffected(by: old, record) { try $0.insert(record, at: slot, among: $1) } }
    try columns?.set(record, at: slot, replacing: old)
  }

  /// Removes a record.
  ///
  /// - Throws: ``StoreError/notFound(_:)``; nothing has changed then.
  package mutating func delete(_ id: Identifier) throws {
    let (slot, old) = try place(of: id)
    try updateIndexes { try $0.remove(old, at: slot, among: $1) }
    try columns?.set(nil, at: slot, replacing: old)
    records.remove(at: slot)
    identifiers.remove(IdentifierKey(id))
  }

  /// Finds what stands against a record's insertion.
  func checkInsertion(of record: RecordStorage) throws {
    let id = record.id
    guard identifiers.slot(of: IdentifierKey(id)) == nil else { throw StoreError.alreadyExists(key(id)) }
    try checkUniqueness(of: record, at: nil)
  }

  /// Finds what stands against a record's replacement; where it is, and what is there.
  func checkUpdate(to record: RecordStorage) throws -> (slot: UInt32, old: RecordStorage) {
    let place = try place(of: record.id)
    try checkUniqueness(of: record, at: place.slot)
    return place
  }

  /// Where the record of an identifier is, and what it holds.
  ///
  /// - Throws: ``StoreError/notFound(_:)``.
  func place(of id: Identifier) throws -> (slot: UInt32, old: RecordStorage) {
    guard let slot = identifiers.slot(of: IdentifierKey(id)), let old = records[slot] else {
      throw StoreError.notFound(key(id))
    }
    return (slot, old)
  }

  /// Fills an empty table with records in strictly ascending order of their identifiers, as a checkpoint holds them, and builds its
  /// indexes and columns at once.
  ///
  /// - Throws: ``RecordError/damaged`` when they are not in that order.
  package mutating func load(_ sorted: some Sequence<RecordStorage>) throws {
    var entries: [TreeEntry<IdentifierKey>] = []
    for record in sorted {
      let slot = records.append(record)
      entries.append(TreeEntry(key: IdentifierKey(record.id), slot: slot))
      try columns?.set(record, at: slot, replacing: nil)
    }
    guard let identifiers = IdentifierMap(sorted: entries) else { throw RecordError.damaged }
    self.identifiers = identifiers
    let records = records
    for position in indexes.indices { try indexes[position].build(from: records) }
  }

  func key(_ id: Identifier) -> RecordKey { RecordKey(entity: type.entity, id: id) }

  private func checkUniqueness(of record: RecordStorage, at slot: UInt32?) throws {
    for (index, description) in zip(indexes, type.indexes) where description.isUnique {
      if let other = try index.duplicate(of: record, except: slot, among: records) {
        throw StoreError.duplicate(key(record.id), fields: description.fields, other: records[other].map { key($0.id) })
      }
    }
  }

  private mutating func updateIndexes(_ body: (inout Index, SlotVector<RecordStorage>) throws -> Void) rethrows {
    let records = records
    for position in indexes.indices { try body(&indexes[position], records) }
  }
}

extension IdentifierKey {
  /// The two halves of a record's identifier.
  package init(_ id: Identifier) { self.init(high: id.high, low: id.low) }
}
