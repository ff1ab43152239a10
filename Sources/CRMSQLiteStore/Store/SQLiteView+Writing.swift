#if SQLite
  import CRMCore

  extension SQLiteView {
    /// Adds a record.
    ///
    /// - Throws: `StoreError.alreadyExists`, `StoreError.duplicate`; nothing has changed then.
    func insert(_ record: AnyRecord) throws {
      let layout = try schema.layout(of: record.type)
      let isIn = try connection.withStatement(layout.insert) { try layout.run($0, with: record) }
      guard isIn else { throw try refusal(of: record, in: layout, isNew: true) }
    }

    /// Replaces a record.
    ///
    /// - Throws: `StoreError.notFound`, `StoreError.duplicate`; nothing has changed then.
    func update(_ record: AnyRecord) throws {
      let layout = try schema.layout(of: record.type)
      let isIn = try connection.withStatement(layout.update) { try layout.run($0, with: record) }
      guard isIn else { throw try refusal(of: record, in: layout, isNew: false) }
      guard connection.changedRows > 0 else { throw StoreError.notFound(record.key) }
    }

    /// Removes a record.
    ///
    /// - Throws: `StoreError.notFound`.
    func delete(_ key: RecordKey, of type: RecordType) throws {
      let layout = try schema.layout(of: type)
      try connection.withStatement(layout.delete) { statement in
        try statement.bind(key.id, at: 1)
        _ = try statement.step()
      }
      guard connection.changedRows > 0 else { throw StoreError.notFound(key) }
    }

    /// Finds out which rule is against a record.
    private func refusal(of record: AnyRecord, in layout: TableLayout, isNew: Bool) throws -> any Error {
      let failure = connection.failure()
      if isNew, try self.record(record.id, of: record.type) != nil { return StoreError.alreadyExists(record.key) }
      for index in record.type.indexes where index.isUnique {
        let fields = index.fields.compactMap { name in record.type.slot(of: name).map { layout.fields[$0] } }
        let values = try fields.map { try $0.parameters(record.value(of: $0.name)) }
        if values.joined().contains(.null) { continue }
        let columns = fields.flatMap(\.columns)
        let equal = columns.enumerated().map { "\($1.quotedForSQL) = ?\($0 + 2)" }.joined(separator: " AND ")
        var other: Identifier?
        try connection.query(
          "SELECT id FROM \(layout.table.quotedForSQL) WHERE id <> ?1 AND \(equal)",
          [.identifier(record.id)] + values.joined()
        ) { other = try $0.identifier(0) }
        if let other {
          let key = RecordKey(entity: record.type.entity, id: other)
          return StoreError.duplicate(record.key, fields: index.fields, other: key)
        }
      }
      return failure
    }
  }
#endif
