package import CRMCore
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
    let (slot, key) = (records.append(record), IdentifierKey(record.id))
    let isNewest = identifiers.last.map { $0 < key } ?? true
    identifiers.insert(key, slot: slot)
    try updateIndexes { try $0.insert(record, at: slot, among: $1, isNewest: isNewest) }
    try columns?.set(record, at: slot, replacing: nil)
  }

  /// Adds records at once: faster than one by one, since each index takes them in its own order.
  ///
  /// - Throws: ``RefusedInsertion`` for the first that can't be added, as ``insert(_:)`` says why; nothing has changed then.
  package mutating func insert(contentsOf batch: [RecordStorage]) throws {
    let before = self
    do {
      // Whoever makes identifiers makes them in their order.
      let ascends = batch.withUnsafeBufferPointer { batch in
        guard let first = batch.baseAddress else { return true }
        return batch.indices.dropFirst().allSatisfy {
          RecordStorage.unheldID(at: first + $0 - 1) < RecordStorage.unheldID(at: first + $0)
        }
      }
      try load(RecordBatch(lookingAt: ascends ? batch : batch.sorted { $0.id < $1.id }, for: before))
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

  /// Adds records, which come in ascending order of their identifiers.
  ///
  /// - Throws: `RecordError.damaged` when they don't ascend; ``StoreError/alreadyExists(_:)``, ``StoreError/duplicate(_:fields:other:)``. The
  ///   table is of no use then.
  package mutating func load(_ batch: consuming RecordBatch) throws {
    let slots = batch.moveRecords(to: &records)
    let before = self
    // What a part has taken is let go of as soon as it is made: at many records it is a good part of the memory.
    let rest = Mutex(batch)
    // None of the parts has to do with another.
    let parts = (0..<(columns?.columns.count ?? 0) + 1 + indexes.count)
      .map(inPartsOf: 1, concurrently: slots.count >= 4096) { try before.part($0.lowerBound, with: rest, at: slots) }
    var mayRepeat = false
    for part in parts {
      switch try part.get() {
      case .identifiers(let map): identifiers = map
      case .index(let index, let number, let hasTies):
        indexes[number] = index
        if hasTies, index.kind == .unique { mayRepeat = true }
      case .column(let column, let number): columns?.columns[number] = column
      }
    }
    if mayRepeat { try checkUniqueness() }
  }

  /// A part of the table beside the records.
  private enum Part: Sendable {
    case identifiers(IdentifierMap)
    /// An index with its place among them, and whether two records have the same key in it.
    case index(Index, at: Int, hasTies: Bool)
    /// A column with its place among them.
    case column(TableColumns.Column, at: Int)
  }

  /// A part of the table as it is with records that were added in some slots: the columns, of which the batch has the most for what comes of
  /// it, then the map, then the indexes.
  private func part(_ position: Int, with batch: borrowing Mutex<RecordBatch>, at slots: [UInt32]) throws -> Part {
    if let columns, position < columns.columns.count {
      var column = columns.columns[position]
      column.set(batch.withLock { $0.columns[position].takeAll() }, at: slots[...])
      return .column(column, at: position)
    }
    let number = position - (columns?.columns.count ?? 0) - 1
    if number < 0 {
      let identifiers = batch.withLock { $0.identifiers.takeAll() }
      let entries = zip(identifiers, slots).map { TreeEntry(key: $0, slot: $1) }
      let ascends = zip(entries, entries.dropFirst()).allSatisfy { $0.key <= $1.key }
      guard ascends else { throw RecordError.damaged }
      var map = self.identifiers
      guard map.insert(sorted: entries) else { return .identifiers(map) }
      let twice = zip(entries, entries.dropFirst()).first { $0.key == $1.key }?.0 ?? entries[0]
      throw StoreError.alreadyExists(key(Identifier(high: twice.key.high, low: twice.key.low)))
    }
    var index = indexes[number]
    let keys = batch.withLock { $0.keys[number].takeAll() }
    let hasTies = index.insert(keys, at: slots, among: records)
    return .index(index, at: number, hasTies: hasTies)
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
  ///
  /// - Parameter body: Is shown the key that the record has in each unique index, with the position of the index.
  func checkInsertion(
    of record: RecordStorage, _ body: (_ index: Int, _ key: UInt64) -> Void = { _, _ in }
  ) throws {
    let id = record.id
    guard identifiers.slot(of: IdentifierKey(id)) == nil else { throw StoreError.alreadyExists(key(id)) }
    try checkUniqueness(of: record, at: nil, body)
  }

  /// Finds what stands against a record's replacement; where it is, and what is there.
  ///
  /// - Parameter body: Is shown the key that the record has in each unique index, with the position of the index.
  func checkUpdate(
    to record: RecordStorage, _ body: (_ index: Int, _ key: UInt64) -> Void = { _, _ in }
  ) throws -> (slot: UInt32, old: RecordStorage) {
    let place = try place(of: record.id)
    try checkUniqueness(of: record, at: place.slot, body)
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

  func key(_ id: Identifier) -> RecordKey { RecordKey(entity: type.entity, id: id) }

  private mutating func updateIndexes(_ body: (inout Index, SlotVector<RecordStorage>) throws -> Void) rethrows {
    let records = records
    for position in indexes.indices { try body(&indexes[position], records) }
  }
}

extension IdentifierKey {
  /// The two halves of a record's identifier.
  package init(_ id: Identifier) { self.init(high: id.high, low: id.low) }
}
