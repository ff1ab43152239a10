package import CRMCore

/// Records on their way into a table, with what its map, indexes and columns take of them.
///
/// All of it is found in one look at each record, while it is at hand: a later look would be a trip to memory. Several threads make batches at a time,
/// which are joined to one as they come: with their small arrays kept apart until the end, a store took some 60 bytes more for each record.
package struct RecordBatch: Sendable {
  /// How many records a thread looks at before it takes the next.
  package static let partSize = 512

  /// The records of the batches that were joined, each as it was: to put them into one array would hold each once more.
  private var records: [[RecordStorage]]
  var identifiers: [IdentifierKey] = []
  /// The keys for each index, in the order of the records.
  var keys: [[BatchKey]] = []
  /// The values for each column.
  var columns: [ColumnPart] = []

  /// Looks at records that are to be added to a table.
  ///
  /// - Throws: `RecordError.damaged`.
  package init(_ records: [RecordStorage], for table: borrowing Table) throws {
    try self.init(of: records, records.indices, for: table)
    self.records = [records]
  }

  /// Looks at records that are to be added to a table, several at a time where there are many.
  ///
  /// - Throws: `RecordError.damaged`.
  init(lookingAt records: [RecordStorage], for table: Table) throws {
    let parts = records.indices.map(inPartsOf: Self.partSize, concurrently: records.count >= 2048) {
      try RecordBatch(of: records, $0, for: table)
    }
    try self.init([], for: table)
    for part in parts { append(try part.get()) }
    self.records = [records]
  }

  /// What is found in a part of the records, without themselves.
  private init(of records: [RecordStorage], _ part: Range<Int>, for table: borrowing Table) throws {
    self.records = []
    let (indexes, columns) = (table.indexes, table.columns?.columns ?? [])
    (identifiers, keys, self.columns) = try records.withUnsafeBufferPointer { all in
      let places = UnsafeBufferPointer(rebasing: all[part])
      return try withUnsafeTemporaryAllocation(of: SlotReader.self, capacity: places.count) { readers in
        var identifiers: [IdentifierKey] = []
        identifiers.reserveCapacity(places.count)
        for place in places.indices {
          guard let record = places.baseAddress.map({ $0 + place }) else { break }
          readers.initializeElement(at: place, to: RecordStorage.unheldSlots(at: record))
          identifiers.append(IdentifierKey(RecordStorage.unheldID(at: record)))
        }
        let readers = UnsafeBufferPointer(readers)
        // One index and one column after the other, since what is looked up of them costs more than a record that is at hand.
        return (
          identifiers, try indexes.map { try $0.keys(of: readers) }, try columns.map { try ColumnPart($0, of: readers) }
        )
      }
    }
  }

  /// Gives everything away: what nobody else holds can be moved, and let go of part by part.
  package mutating func takeAll() -> RecordBatch {
    defer { (records, identifiers, keys, columns) = ([], [], [], []) }
    return self
  }

  /// Gives the records away to a vector, into its lowest free slots.
  ///
  /// - Returns: The slots, in the order of the records, which is their own.
  mutating func moveRecords(to vector: inout SlotVector<RecordStorage>) -> [UInt32] {
    var slots: [UInt32] = []
    slots.reserveCapacity(identifiers.count)
    // What is taken from the end of an array is moved, not copied.
    records.reverse()
    while let part = records.popLast() { slots += vector.append(contentsOf: part) }
    return slots
  }

  /// Adds the records of another batch for the same table, which come after those of this one.
  package mutating func append(_ other: RecordBatch) {
    let count = identifiers.count
    records += other.records
    identifiers += other.identifiers
    for index in keys.indices {
      keys[index] += other.keys[index].lazy.map {
        BatchKey(key: $0.key, place: $0.place + UInt32(count), isWhole: $0.isWhole)
      }
    }
    for column in columns.indices { columns[column].append(other.columns[column]) }
  }
}

extension Array {
  /// Gives all elements away.
  mutating func takeAll() -> [Element] {
    defer { self = [] }
    return self
  }
}

/// A record's key in an index, before the record has a slot.
struct BatchKey: Sendable {
  let key: UInt64
  /// The record's place among those that are added.
  let place: UInt32
  /// Whether the key holds all of the first field's value, so that records with the same key have the same value.
  let isWhole: Bool
}
