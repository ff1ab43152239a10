#if SQLite
  import CRMCore
  import CRMSQL

  typealias SQLiteView = SQLView<SQLiteConnection>

  extension SQLView<SQLiteConnection> {
    /// Adds a record.
    ///
    /// - Throws: `StoreError.alreadyExists`, `StoreError.duplicate`; nothing has changed then.
    func insert(_ record: AnyRecord) throws {
      let layout = try schema.layout(of: record.type)
      guard try connection.runUnlessConstrained(layout.insert, with: record, in: layout) else {
        let failure = connection.failure()
        throw try refusal(of: record, in: layout, isNew: true) ?? failure
      }
    }

    /// Replaces a record.
    ///
    /// - Throws: `StoreError.notFound`, `StoreError.duplicate`; nothing has changed then.
    func update(_ record: AnyRecord) throws {
      let layout = try schema.layout(of: record.type)
      guard try connection.runUnlessConstrained(layout.update, with: record, in: layout) else {
        let failure = connection.failure()
        throw try refusal(of: record, in: layout, isNew: false) ?? failure
      }
      guard connection.changedRows > 0 else { throw StoreError.notFound(record.key) }
    }

    /// Removes a record.
    ///
    /// - Throws: `StoreError.notFound`.
    func delete(_ key: RecordKey, of type: RecordType) throws {
      try connection.run(schema.layout(of: type).delete, [.identifier(key.id)])
      guard connection.changedRows > 0 else { throw StoreError.notFound(key) }
    }
  }

  extension SQLiteConnection {
    /// Runs a statement with a record's identifier and all of its columns as the parameters.
    ///
    /// - Returns: Whether it was done; false when a rule of the table is against it.
    func runUnlessConstrained(_ sql: String, with record: AnyRecord, in layout: TableLayout) throws -> Bool {
      try withStatement(sql) { statement in
        try layout.withBound(record, to: statement) { try statement.runUnlessConstrained() }
      }
    }
  }
#endif
