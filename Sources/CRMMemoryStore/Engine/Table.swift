package import CRMCore
import Dispatch
import Synchronization

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

  /// Shows all records, in the order of their identifiers.
  package func forEachRecord(_ body: (RecordStorage) throws -> Void) rethrows {
    var cursor = identifiers.start
    while let entry = cursor.next() {
      if let record = records[entry.slot] { try body(record) }
    }
  }

  /// Adds a record.
  ///
  /// - Throws: ``StoreError/alreadyExists(_:)``, ``StoreError/duplicate(_:fields:other:)``; nothing has changed then.
  package mutating func insert(_ record: RecordStorage) throws {
    try checkInsertion(of: record)
    try insert(checked: record)
  }

  /// Adds a record that was checked by ``checkInsertion(of:)``.
  mutating func insert(checked record: RecordStorage) throws {
    let slot = records.append(record)
    identifiers.insert(IdentifierKey(record.id), slot: slot)
    try updateIndexes { try $0.insert(record, at: slot, among: $1) }
    try columns?.set(record, at: slot, replacing: nil)
  }

  /// Adds records at once: faster than one by one, since each index takes them in its own order.
  ///
  /// - Throws: ``RefusedInsertion`` for the first that can't be added, as ``insert(_:)`` says why; nothing has changed then.
  package mutating func insert(contentsOf batch: [RecordStorage]) throws {
    let before = self
    do {
      let (entries, added) = place(batch.sorted { $0.id < $1.id })
      if try append(entries, added) { try checkUniqueness() }
    } catch let error as StoreError {
      self = before
      try refuse(batch)
      throw error
    } catch {
      self = before
      throw error
    }
  }

  /// Finds the first record of a batch that can't be added.
  private func refuse(_ batch: [RecordStorage]) throws {
    var copy = self
    for (position, record) in batch.enumerated() {
      do { try copy.insert(record) } catch { throw RefusedInsertion(position: position, cause: error) }
    }
  }

  /// Gives records their slots, in their order.
  ///
  /// All that is wanted of them is taken in one go: each look at a record is a trip to memory.
  private mutating func place(_ batch: [RecordStorage]) -> (entries: [TreeEntry<IdentifierKey>], added: [AddedRecord]) {
    var entries: [TreeEntry<IdentifierKey>] = []
    var added: [AddedRecord] = []
    entries.reserveCapacity(batch.count)
    added.reserveCapacity(batch.count)
    batch.withUnsafeBufferPointer { places in
      guard let first = places.baseAddress else { return }
      for place in first..<first + places.count {
        let slot = records.append(place.pointee)
        entries.append(TreeEntry(key: IdentifierKey(RecordStorage.unheldID(at: place)), slot: slot))
        // The table holds the record from here on.
        added.append(AddedRecord(slot: slot, slots: RecordStorage.unheldSlots(at: place)))
      }
    }
    return (entries, added)
  }

  /// Adds records that have slots and come in ascending order of their identifiers.
  ///
  /// - Returns: Whether two records might have the same values in a unique index.
  /// - Throws: ``StoreError/alreadyExists(_:)``, with a part of it done.
  private mutating func append(_ entries: [TreeEntry<IdentifierKey>], _ added: [AddedRecord]) throws -> Bool {
    if identifiers.insert(sorted: entries) {
      let twice = zip(entries, entries.dropFirst()).first { $0.key == $1.key }?.0 ?? entries[0]
      throw StoreError.alreadyExists(key(Identifier(high: twice.key.high, low: twice.key.low)))
    }
    return try insert(added)
  }

  /// Adds records to the indexes and the columns, to several at a time where there are many records.
  ///
  /// - Returns: Whether two records might have the same values in a unique index.
  private mutating func insert(_ added: [AddedRecord]) throws -> Bool {
    let (records, before, columnsBefore) = (records, indexes, columns)
    let results = Mutex<[Result<(Index, Bool), any Error>?]>(Array(repeating: nil, count: before.count))
    let filled = Mutex<Result<TableColumns?, any Error>>(.success(nil))
    @Sendable func insert(_ position: Int) {
      guard position < before.count else {
        let result = Result {
          var columns = columnsBefore
          try columns?.set(added)
          return columns
        }
        return filled.withLock { $0 = result }
      }
      let result = Result {
        var index = before[position]
        let hasTies = try index.insert(added, among: records)
        return (index, hasTies && index.kind == .unique)
      }
      results.withLock { $0[position] = result }
    }
    if added.count < 4096 {
      for position in 0...before.count { insert(position) }
    } else {
      DispatchQueue.concurrentPerform(iterations: before.count + 1, execute: insert)
    }
    columns = try filled.withLock { try $0.get() }
    let inserted = try results.withLock { try $0.compactMap { try $0?.get() } }
    indexes = inserted.map(\.0)
    return inserted.contains { $0.1 }
  }

  /// Replaces a record.
  ///
  /// - Throws: ``StoreError/notFound(_:)``, ``StoreError/duplicate(_:fields:other:)``; nothing has changed then.
  package mutating func update(_ record: RecordStorage) throws {
    _ = try checkUpdate(to: record)
    try update(checked: record)
  }

  /// Replaces a record by one that was checked by ``checkUpdate(to:)``.
  mutating func update(checked record: RecordStorage) throws {
    let (slot, old) = try place(of: record.id)
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

  /// Fills an empty table with records in strictly ascending order of their identifiers, as a checkpoint holds them.
  ///
  /// - Throws: ``RecordError/damaged`` when they are not in that order; ``StoreError/duplicate(_:fields:other:)``, as records may be that were
  ///   written under another declaration.
  package mutating func load(_ sorted: [RecordStorage]) throws {
    let (entries, added) = place(sorted)
    guard zip(entries, entries.dropFirst()).allSatisfy({ $0.key < $1.key }) else { throw RecordError.damaged }
    if try append(entries, added) { try checkUniqueness() }
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
