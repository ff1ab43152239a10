import CRMCore

/// Short ways to make the suite's records. Identifiers are small numbers, so that a check says in which order they lie.
extension RecordID {
  /// The identifier with this number, in the order of the numbers.
  static func number(_ number: Int) -> RecordID { RecordID(.number(number)) }

  /// The number that ``number(_:)`` made the identifier of.
  var ordinal: Int { identifier.ordinal }
}

extension Identifier {
  /// The identifier with this number, in the order of the numbers.
  static func number(_ number: Int) -> Identifier {
    Identifier(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0000 | UInt64(truncatingIfNeeded: number))
  }

  /// The number that ``number(_:)`` made the identifier of.
  var ordinal: Int { Int(truncatingIfNeeded: low & 0x7FFF_FFFF_FFFF_FFFF) }
}

extension Record {
  /// A record with the identifier of that number, changed by the closure.
  init(_ number: Int, _ change: (inout Self) throws -> Void) rethrows {
    self.init(number)
    try change(&self)
  }

  /// A record with the identifier of that number and the defaults of its fields.
  init(_ number: Int) { self.init(id: .number(number)) }

  /// The number of the record's identifier.
  var ordinal: Int { id.ordinal }
}

extension Sequence where Element: Record {
  /// The numbers of the records' identifiers.
  var ordinals: [Int] { map(\.ordinal) }
}

extension Store {
  /// Adds records in one transaction.
  @discardableResult
  func insert<R: Record>(all records: [R]) async throws -> [R] {
    try await write { store in
      var stored: [R] = []
      for record in records { stored.append(try await store.insert(record)) }
      return stored
    }
  }

}

extension RecordReading where Self: ~Copyable {
  /// The numbers of the records that meet a condition, in an order.
  func ordinals<R: Record>(
    _ type: R.Type, where filter: Filter<R> = .all, sort: Sorting<R>..., limit: Int? = nil
  ) async throws -> [Int] {
    try await ordinals(RecordQuery(R.recordType, where: filter.expression, sort: sort.map(\.term), limit: limit))
  }

  /// A part of an answer in an order without Swift types.
  func page<R: Record>(
    _ type: R.Type, where filter: Filter<R> = .all, order: [SortTerm], limit: Int, after: RecordCursor? = nil
  ) async throws -> RecordPage<R> {
    try await page(type, where: filter, sort: order.map(Sorting.init), limit: limit, after: after)
  }

  /// The numbers of the records that a query asks for, in its order.
  func ordinals(_ query: RecordQuery) async throws -> [Int] {
    try await reading { try await $0.records(query).map { $0.id.ordinal } }
  }
}
