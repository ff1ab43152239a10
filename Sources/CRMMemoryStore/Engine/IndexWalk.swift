import CRMCore

/// The slots of a table in a query's order, straight from the identifiers or from an index, beginning behind its cursor.
///
/// Descending, equal values still come in the ascending order of their identifiers: a run of them is entered at its beginning.
struct IndexWalk: Sequence, IteratorProtocol {
  /// A walk through runs of equal values, from the last run to the first.
  fileprivate struct Descent {
    let index: Index
    let field: IndexField
    let records: SlotVector<RecordStorage>
    /// The gap before the run that is being read.
    var before: OrderedTree<UInt64>.Cursor
    var run: OrderedTree<UInt64>.Cursor?
    var value: [UInt8]?
  }

  // One of the three is there, or none when there is nothing to walk through.
  private var identifiers: IdentifierMap.Cursor?
  private var ascent: OrderedTree<UInt64>.Cursor?
  /// The last entry of an ascent that ends before the index does.
  private var last: TreeEntry<UInt64>?
  private var descent: Descent?

  /// All records by their identifiers.
  init(_ table: Table, after cursor: RecordCursor?) {
    identifiers = cursor.map { table.identifiers.cursor(after: IdentifierKey($0.id)) } ?? table.identifiers.start
  }

  /// All records in the order of an index over one field.
  ///
  /// - Parameter range: What a condition lets through of that field; an ascent is only through that.
  init(
    _ table: Table, by index: Index, isDescending: Bool, after cursor: RecordCursor?, within range: IndexRange?
  ) throws {
    let (records, field) = (table.records, index.fields[0])
    if let range, !isDescending {
      guard let stretch = try index.stretch(range, among: records) else { return }
      ascent = stretch.start
      last = stretch.last
    }
    guard let cursor else {
      if ascent != nil { return }
      if isDescending {
        descent = Descent(index: index, field: field, records: records, before: index.tree.end)
      } else {
        ascent = index.tree.start
      }
      return
    }
    let value = try IndexWalk.encode(cursor.keys.first ?? .null, as: field.type)
    let key = try IndexWalk.key(of: value, as: field.type)
    let behind = index.tree.cursor(at: key) {
      let order = Index.order(records, $0, value, field)
      return order < 0 || (order == 0 && (records[$0].map { $0.id <= cursor.id } ?? false))
    }
    if let last, IndexWalk.isBehind(last.slot, value, cursor.id, field, records) {
      ascent = nil
      return
    }
    if isDescending {
      let before = index.tree.cursor(at: key) { Index.order(records, $0, value, field) < 0 }
      descent = Descent(index: index, field: field, records: records, before: before, run: behind, value: value)
    } else {
      ascent = behind
    }
  }

  mutating func next() -> UInt32? {
    if descent != nil { return descent?.next() ?? nil }
    guard ascent != nil else { return identifiers?.next()?.slot }
    let entry = ascent?.next()
    if entry == last { ascent = nil }
    return entry?.slot
  }

  /// Whether a place is that of a record, or behind it.
  private static func isBehind(
    _ slot: UInt32, _ value: [UInt8]?, _ id: Identifier, _ field: IndexField, _ records: SlotVector<RecordStorage>
  ) -> Bool {
    let order = Index.order(records, slot, value, field)
    return order < 0 || order == 0 && (records[slot].map { $0.id <= id } ?? true)
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
    if let entry = run?.next(), Index.order(records, entry.slot, value, field) == 0 { return entry.slot }
    run = nil
    guard let last = before.previous() else { return nil }
    // Mostly a value stands alone.
    var earlier = before
    guard let neighbour = earlier.previous(), neighbour.key == last.key else { return last.slot }
    value = records[last.slot]?.withReader { [slot = field.slot] in $0[slot].map(Array.init) }
    guard Index.order(records, neighbour.slot, value, field) == 0 else { return last.slot }
    // The run begins where smaller values end.
    let (records, value, field) = (records, value, field)
    before = index.tree.cursor(at: last.key) { Index.order(records, $0, value, field) < 0 }
    run = before
    return run?.next()?.slot
  }
}
