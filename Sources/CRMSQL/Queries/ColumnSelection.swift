package import CRMCore

/// The columns that figures are made of, where the engine has left only records that count: the rest of each record need not be read.
package struct ColumnSelection {
  private let layout: TableLayout
  /// The slots that are read, in their order.
  private let slots: [Int]

  /// - Returns: nil for figures of what is in no column.
  init?(_ query: AggregateQuery, _ layout: TableLayout, _ catalog: Catalog) throws {
    // The record's own condition of visibility is tried once more, and may be about anything.
    guard query.scope.visible[query.type.entity] == nil else { return nil }
    var slots: Set<Int> = []
    for path in query.groups.map(\.path) + query.measures.compactMap(\.path) {
      let resolved = try path.resolved(in: .record(query.type), catalog: catalog, scope: query.scope)
      switch resolved.steps.first?.place ?? resolved.terminal {
      case .field(let slot): slots.insert(slot)
      case .id: break
      case .custom, .groupField, .element: return nil
      }
    }
    self.layout = layout
    self.slots = slots.sorted()
  }

  /// The columns in SQL.
  var selection: String {
    (["t.\(TableLayout.idColumn)"] + slots.flatMap { layout.fields[$0].columns.map { "t.\($0.quotedForSQL)" } })
      .joined(separator: ", ")
  }

  /// The record in a row, with nothing in the fields that are not read.
  package func record(_ row: some SQLRow) throws -> AnyRecord {
    var writer = SlotWriter(expecting: layout.fields.count)
    var column = 1
    var next = 0
    for slot in slots {
      for _ in next..<slot { writer.writeNull() }
      try layout.read(slot, of: row, at: column, into: &writer)
      column += layout.forms[slot].width
      next = slot + 1
    }
    return AnyRecord(type: layout.type, id: try row.identifier(0), slots: writer)
  }
}
