/// The total order of a query's answer: its sort terms, then the identifier.
struct RecordOrder {
  private let terms: [(reader: ValueReader, isDescending: Bool)]

  /// Prepares the terms of an order.
  ///
  /// - Throws: ``FilterError``; ``StoreError/invalidQuery(_:)`` for a value that is in no order.
  init(_ terms: [SortTerm], on type: RecordType, _ routes: RouteCompiler) throws {
    self.terms = try terms.map { term in
      let resolved = try term.path.resolved(in: .record(type), catalog: routes.catalog, scope: routes.scope)
      // Identifiers are in the order in which they were made.
      guard resolved.type.isOrdered || resolved.terminal == .id else {
        throw StoreError.invalidQuery(
          "\(term.path) is \(resolved.type.phrase), which is in no order to sort by; name a field with one value in an order"
        )
      }
      return (try ValueReader(term.path, on: type, routes), term.isDescending)
    }
  }

  /// Whether it is the order of the identifiers.
  var isOfIdentifiers: Bool { terms.isEmpty }

  /// Puts the bytes by which a record is placed into a key.
  func read(_ row: Row, _ lookup: RecordLookup, into key: inout OrderedKey) throws {
    key.clear()
    for term in terms {
      let start = key.count
      try term.reader.read(row, lookup) { try key.append($0, term.reader.kind) }
      if term.isDescending { key.invert(from: start) }
    }
    key.append(fixed: row.itself)
  }

  /// The bytes by which a cursor's record was placed.
  ///
  /// - Throws: ``StoreError/invalidQuery(_:)`` when the cursor is of another order.
  func key(of cursor: RecordCursor) throws -> [UInt8] {
    guard cursor.keys.count == terms.count else { throw Self.foreign }
    var key = OrderedKey()
    for (term, value) in zip(terms, cursor.keys) {
      let start = key.count
      do {
        try key.append(value, as: term.reader.type, term.reader.kind)
      } catch is FieldValueError {
        throw Self.foreign
      }
      if term.isDescending { key.invert(from: start) }
    }
    withUnsafeBytes(of: (cursor.id.high.bigEndian, cursor.id.low.bigEndian)) { key.append(fixed: $0) }
    return key.bytes
  }

  /// The cursor of a record's place.
  func cursor(_ record: AnyRecord, _ lookup: RecordLookup) throws -> RecordCursor {
    let keys = try record.storage.withSlots { slots in
      try terms.map { term in try term.reader.read(Row(record: slots), lookup) { try term.reader.value($0) } }
    }
    return RecordCursor(keys: keys, id: record.id)
  }

  private static var foreign: StoreError {
    .invalidQuery("the cursor belongs to a query with another order; begin again without it")
  }
}
