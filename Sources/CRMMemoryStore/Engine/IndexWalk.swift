import CRMCore

/// The slots of a table in a query's order, straight from the identifiers or from an index, beginning behind its cursor.
///
/// Descending, equal values still come in the ascending order of their identifiers: a run of them is entered at its beginning.
struct IndexWalk: Sequence, IteratorProtocol {
  fileprivate enum Source {
    case identifiers(IdentifierMap.Cursor)
    case ascending(OrderedTree<UInt64>.Cursor)
    case descending(Descent)
  }

  /// A walk through runs of equal values, from the last run to the first.
  fileprivate struct Descent {
    let index: Index
    let field: (slot: Int, type: FieldType)
    let records: SlotVector<RecordStorage>
    /// The gap before the run that is being read.
    var before: OrderedTree<UInt64>.Cursor
    var run: OrderedTree<UInt64>.Cursor?
    var value: [UInt8]?
  }

  fileprivate var source: Source

  /// All records by their identifiers.
  init(_ table: Table, after cursor: RecordCursor?) {
    source = .identifiers(
      cursor.map { table.identifiers.cursor(after: IdentifierKey($0.id)) } ?? table.identifiers.start)
  }

  /// All records in the order of an index over one field.
  init(_ table: Table, by index: Index, isDescending: Bool, after cursor: RecordCursor?) throws {
    let (records, field) = (table.records, index.fields[0])
    guard let cursor else {
      source =
        isDescending
        ? .descending(Descent(index: index, field: field, records: records, before: index.tree.end))
        : .ascending(index.tree.start)
      return
    }
    let value = try IndexWalk.encode(cursor.keys.first ?? .null, as: field.type)
    let key = try IndexWalk.key(of: value, as: field.type)
    let behind = index.tree.cursor(at: key) {
      let order = Index.order(records[$0], value, field)
      return order < 0 || (order == 0 && (records[$0].map { $0.id <= cursor.id } ?? false))
    }
    if isDescending {
      let before = index.tree.cursor(at: key) { Index.order(records[$0], value, field) < 0 }
      source = .descending(
        Descent(index: index, field: field, records: records, before: before, run: behind, value: value))
    } else {
      source = .ascending(behind)
    }
  }

  mutating func next() -> UInt32? {
    switch source {
    case .identifiers(var cursor):
      let entry = cursor.next()
      source = .identifiers(cursor)
      return entry?.slot
    case .ascending(var cursor):
      let entry = cursor.next()
      source = .ascending(cursor)
      return entry?.slot
    case .descending(var descent):
      let slot = descent.next()
      source = .descending(descent)
      return slot
    }
  }

  private static func encode(_ value: AnyValue, as type: FieldType) throws -> [UInt8]? {
    guard !value.isNull else { return nil }
    var bytes: [UInt8] = []
    try ValueCoding.append(value, as: type, to: &bytes)
    return bytes
  }

  private static func key(of value: [UInt8]?, as type: FieldType) throws -> UInt64 {
    try value?.withUnsafeBytes { try ValueCoding.orderKey($0, as: type) } ?? 0
  }
}

extension IndexWalk.Descent {
  fileprivate mutating func next() -> UInt32? {
    while true {
      if var run, let entry = run.next(), Index.order(records[entry.slot], value, field) == 0 {
        self.run = run
        return entry.slot
      }
      guard let last = before.previous(), let record = records[last.slot] else { return nil }
      value = record.withSlots { $0[field.slot].map(Array.init) }
      // The last entry of the next run tells its value; the run begins where smaller values end.
      let descent = self
      before = index.tree.cursor(at: last.key) {
        Index.order(descent.records[$0], descent.value, descent.field) < 0
      }
      run = before
    }
  }
}
