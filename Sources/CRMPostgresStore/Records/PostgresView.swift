#if PostgreSQL
  import CRMCore
  import CRMSQL

  typealias PostgresView = SQLView<PostgresConnection>

  extension SQLView<PostgresConnection> {
    /// Adds a record.
    ///
    /// - Throws: `StoreError.alreadyExists`, `StoreError.duplicate`; nothing has changed then.
    func insert(_ record: AnyRecord, _ statements: RecordStatements) throws {
      let layout = try schema.layout(of: record.type)
      guard try connection.write(statements.insert, record, in: layout) > 0 else {
        throw try refusal(of: record, in: layout, isNew: true) ?? StoreError.conflict(attempts: 1)
      }
    }

    /// Adds records of one type, in their order.
    ///
    /// - Throws: `RefusedInsertion`; the transaction is of no more use then.
    func insert(_ records: [AnyRecord], _ statements: RecordStatements) throws {
      guard let type = records.first?.type else { return }
      if records.count >= Self.fewestCopied {
        try connection.execute("SAVEPOINT crmkit_copy")
        do {
          try connection.copy(statements.copy, rows(records, in: schema.layout(of: type)))
          return try connection.execute("RELEASE crmkit_copy")
        } catch let failure as ServerFailure where failure.state == ServerFailure.uniqueViolation {
          // The server tells that one was refused; one by one it is found which, and why.
          try connection.execute("ROLLBACK TO crmkit_copy")
        }
      }
      // Few enough at once for the answers to fit between client and server.
      for start in stride(from: 0, to: records.count, by: 100) {
        try insert(records[start..<min(records.count, start + 100)], statements, schema.layout(of: type))
      }
    }

    /// Sends the records one behind the other, and looks then which were refused.
    private func insert(_ records: ArraySlice<AnyRecord>, _ statements: RecordStatements, _ layout: TableLayout) throws
    {
      let commands = try records.map { record in
        let binder = PostgresBinder()
        try layout.withBound(record, to: binder) {}
        return PostgresConnection.Command(statements.insert, binder.parameters, isTyped: false)
      }
      let answers = zip(records.indices, try connection.pipeline(commands))
      guard let refused = answers.first(where: { $1.changedRows == 0 })?.0 else { return }
      // What came in behind it would be taken for what was there before.
      for (position, answer) in answers where position > refused && answer.changedRows > 0 {
        try delete(records[position].key, of: layout.type)
      }
      guard let refusal = try refusal(of: records[refused], in: layout, isNew: true) else {
        throw StoreError.conflict(attempts: 1)
      }
      throw RefusedInsertion(position: refused, cause: refusal)
    }

    /// Fewer records than this are inserted sooner than the copying is begun.
    private static var fewestCopied: Int { 8 }

    private func rows(_ records: [AnyRecord], in layout: TableLayout) throws -> [UInt8] {
      let binder = PostgresBinder()
      var rows: [UInt8] = []
      for record in records {
        binder.parameters.removeAll()
        try layout.withBound(record, to: binder) { binder.parameters.appendRow(to: &rows) }
      }
      return rows
    }

    /// Replaces a record.
    ///
    /// - Throws: `StoreError.notFound`, `StoreError.duplicate`; nothing has changed then.
    func update(_ record: AnyRecord, _ statements: RecordStatements) throws {
      let layout = try schema.layout(of: record.type)
      guard try connection.write(statements.update, record, in: layout) > 0 else {
        guard try self.record(record.id, of: record.type) != nil else { throw StoreError.notFound(record.key) }
        throw try refusal(of: record, in: layout, isNew: false) ?? StoreError.conflict(attempts: 1)
      }
    }

    /// Removes a record.
    ///
    /// - Throws: `StoreError.notFound`.
    func delete(_ key: RecordKey, of type: RecordType) throws {
      var parameters = ParameterBuffer()
      parameters.append(identifier: key.id)
      guard try connection.query(schema.layout(of: type).delete, parameters) > 0 else { throw StoreError.notFound(key) }
    }
  }

  extension PostgresConnection {
    /// Runs a statement with a record's identifier and all of its columns as the parameters.
    ///
    /// - Returns: How many rows were written.
    fileprivate func write(_ sql: String, _ record: AnyRecord, in layout: TableLayout) throws -> Int {
      let binder = PostgresBinder()
      return try layout.withBound(record, to: binder) { try query(sql, binder.parameters, isTyped: false) }
    }
  }
#endif
