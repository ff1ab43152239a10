package import CRMCore

extension SQLView {
  /// Finds out which rule of the declaration is against a record, which the engine has refused; nil when there is none.
  ///
  /// - Parameter isNew: Whether it was to be added, and not to replace one.
  package func refusal(of record: AnyRecord, in layout: TableLayout, isNew: Bool) throws -> StoreError? {
    if isNew, try self.record(record.id, of: record.type) != nil { return .alreadyExists(record.key) }
    for index in record.type.indexes where index.isUnique {
      let fields = index.fields.compactMap { name in record.type.slot(of: name).map { layout.fields[$0] } }
      let values = try fields.map { try $0.form.parameters(record.value(of: $0.name)) }
      if values.joined().contains(.null) { continue }
      let columns = fields.flatMap(\.columns)
      let equal = columns.enumerated().map { "\($1.quotedForSQL) = \(layout.dialect.parameter($0 + 2))" }
      var other: Identifier?
      try connection.query(
        "SELECT id FROM \(layout.table.quotedForSQL) WHERE id <> \(layout.dialect.parameter(1)) AND \(equal.joined(separator: " AND "))",
        [.identifier(record.id)] + values.joined()
      ) { other = try $0.identifier(0) }
      if let other {
        let key = RecordKey(entity: record.type.entity, id: other)
        return .duplicate(record.key, fields: index.fields, other: key)
      }
    }
    return nil
  }
}
