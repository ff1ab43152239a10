package import CRMCore

/// Records on their way into a table, with what its map, indexes and columns take of them.
///
/// All of it is found in one look at each record, while it is at hand: a later look would be a trip to memory. Several threads look at a part
/// each. Parts stay by themselves until somebody takes what there is for one structure of the table, which several threads do at a time, too.
package struct RecordBatch: Sendable {
  /// How many records a thread looks at before it takes the next.
  package static let partSize = 512

  /// The records, in as many arrays as they came.
  private var records: [[RecordStorage]]
  private var parts: [Part]

  /// What was found in some of the records.
  private struct Part {
    let count: Int
    var identifiers: [IdentifierKey] = []
    /// The keys for each index, in the order of the records.
    var keys: [[BatchKey]] = []
    /// The values for each column.
    var columns: [ColumnPart] = []

    init(of records: [RecordStorage], _ part: Range<Int>, for table: borrowing Table) throws {
      count = part.count
      let (indexes, columns) = (table.indexes, table.columns?.columns ?? [])
      try records.withUnsafeBufferPointer { all in
        let places = UnsafeBufferPointer(rebasing: all[part])
        try withUnsafeTemporaryAllocation(of: SlotReader.self, capacity: places.count) { readers in
          identifiers.reserveCapacity(places.count)
          for place in places.indices {
            guard let record = places.baseAddress.map({ $0 + place }) else { break }
            readers.initializeElement(at: place, to: RecordStorage.unheldSlots(at: record))
            identifiers.append(IdentifierKey(RecordStorage.unheldID(at: record)))
          }
          let readers = UnsafeBufferPointer(readers)
          // One index and one column after the other, since what is looked up of them costs more than a record that is at hand.
          keys = try indexes.map { try $0.keys(of: readers) }
          self.columns = try columns.map { try ColumnPart($0, of: readers) }
        }
      }
    }
  }

  /// No records.
  package init() { (records, parts) = ([], []) }

  /// Looks at records that are to be added to a table.
  ///
  /// - Throws: `RecordError.damaged`.
  package init(_ records: [RecordStorage], for table: borrowing Table) throws {
    self.records = [records]
    parts = [try Part(of: records, records.indices, for: table)]
  }

  /// Looks at records that are to be added to a table, several at a time where there are many.
  ///
  /// - Throws: `RecordError.damaged`.
  init(lookingAt records: [RecordStorage], for table: Table) throws {
    self.records = [records]
    parts = try records.indices.map(inPartsOf: Self.partSize, concurrently: records.count >= 2048) {
      try Part(of: records, $0, for: table)
    }.map { try $0.get() }
  }

  /// Adds the records of another batch for the same table, which come after those of this one.
  package mutating func append(_ other: RecordBatch) {
    records += other.records
    parts += other.parts
  }

  /// Gives everything away: what nobody else holds can be moved, and let go of part by part.
  package mutating func takeAll() -> RecordBatch {
    defer { self = RecordBatch() }
    return self
  }

  /// Gives the records away to a vector, into its lowest free slots.
  ///
  /// - Returns: The slots, in the order of the records, which is their own.
  mutating func takeRecords(into vector: inout SlotVector<RecordStorage>) -> [UInt32] {
    var slots: [UInt32] = []
    slots.reserveCapacity(records.reduce(0) { $0 + $1.count })
    // What is taken from the end of an array is moved, not copied.
    records.reverse()
    while let part = records.popLast() { slots += vector.append(contentsOf: part) }
    return slots
  }

  /// Gives the identifiers away.
  mutating func takeIdentifiers() -> [[IdentifierKey]] { parts.indices.map { parts[$0].identifiers.takeAll() } }

  /// Gives the keys for an index away, in parts; the place of the first record of a part is to be added to theirs.
  mutating func takeKeys(ofIndex number: Int) -> [(start: UInt32, keys: [BatchKey])] {
    var start: UInt32 = 0
    return parts.indices.map { position in
      defer { start += UInt32(parts[position].count) }
      return (start, parts[position].keys[number].takeAll())
    }
  }

  /// Gives the values for a column away, in parts of so many records.
  mutating func takeColumn(_ position: Int) -> [(count: Int, values: ColumnPart)] {
    parts.indices.map { (parts[$0].count, parts[$0].columns[position].takeAll()) }
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
