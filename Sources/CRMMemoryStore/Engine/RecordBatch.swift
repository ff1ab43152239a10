package import CRMCore

/// Records on their way into a table, with what its map, indexes and columns take of them.
///
/// All of it is found in one look at each record, while it is at hand: a later look would be a trip to memory. Several threads make batches at a time.
package struct RecordBatch: Sendable {
  /// How many records a batch has where many are added.
  package static let size = 512

  private(set) var records: [RecordStorage]
  let identifiers: [IdentifierKey]
  /// The keys for each index, in the order of the records.
  private let keys: [[BatchKey]]
  /// The values for each column.
  let columns: [ColumnPart]

  /// Looks at records that are to be added to a table.
  ///
  /// - Throws: `RecordError.damaged`.
  package init(_ records: [RecordStorage], for table: borrowing Table) throws {
    self.records = records
    let (indexes, columns) = (table.indexes, table.columns?.columns ?? [])
    // One index after the other and one column after the other, since what is looked up of them costs more than a record that is at hand.
    (identifiers, keys, self.columns) = try records.withUnsafeBufferPointer { places in
      try withUnsafeTemporaryAllocation(of: SlotReader.self, capacity: places.count) { readers in
        guard let first = places.baseAddress else {
          return ([], indexes.map { _ in [] }, columns.map { _ in ColumnPart() })
        }
        for place in places.indices {
          readers.initializeElement(at: place, to: RecordStorage.unheldSlots(at: first + place))
        }
        let readers = UnsafeBufferPointer(readers)
        return (
          places.indices.map { IdentifierKey(RecordStorage.unheldID(at: first + $0)) },
          try indexes.map { try $0.keys(of: readers) }, try columns.map { try ColumnPart($0, of: readers) }
        )
      }
    }
  }

  /// Gives the records away.
  mutating func takeRecords() -> [RecordStorage] {
    defer { records = [] }
    return records
  }

  /// The keys for the index at a position, as they are where other batches of so many records come first.
  func keys(forIndexAt position: Int, behind count: Int) -> some Sequence<BatchKey> {
    keys[position].lazy.map { BatchKey(key: $0.key, place: $0.place + UInt32(count), isWhole: $0.isWhole) }
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
