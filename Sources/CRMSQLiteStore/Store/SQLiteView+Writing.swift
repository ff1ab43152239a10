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

    /// Adds records of one type.
    ///
    /// - Throws: `RefusedInsertion` with the first that was refused; those before it are there then.
    func insert(_ records: [AnyRecord]) throws {
      guard let type = records.first?.type else { return }
      let layout = try schema.layout(of: type)
      let single = try connection.insertInGroups(records, in: layout)
      for position in single..<records.count {
        do { try insert(records[position]) } catch { throw RefusedInsertion(position: position, cause: error) }
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

    /// Adds records in groups of one statement each, as long as there are enough and none is refused.
    ///
    /// A statement opens the table and its indexes, which takes a good part of the time of a record.
    ///
    /// - Returns: How many records are there then, from the first on.
    /// - Throws: `RefusedInsertion` when something else is in the way.
    func insertInGroups(_ records: [AnyRecord], in layout: TableLayout) throws -> Int {
      guard records.count >= Self.groupSize else { return 0 }
      return try withStatement(layout.insertion(of: Self.groupSize)) { statement in
        var start = 0
        while start + Self.groupSize <= records.count {
          do {
            // What is bound lies in the records.
            let isDone = try withExtendedLifetime(records) {
              var index = 1
              for position in start..<start + Self.groupSize {
                index = try layout.bind(records[position], to: statement, from: index)
              }
              return try statement.runUnlessConstrained()
            }
            guard isDone else {
              // A trigger of somebody else's may end the transaction.
              guard isInTransaction else { throw failure() }
              // Those of the group that came before the one that was refused are there.
              return start + min(changedRows, Self.groupSize - 1)
            }
          } catch {
            throw RefusedInsertion(position: start, cause: error)
          }
          start += Self.groupSize
          statement.renew()
        }
        return start
      }
    }

    /// More records in a statement save no more.
    private static let groupSize = 4
  }

  extension TableLayout {
    /// The statement that adds so many records, and keeps those before one that is refused.
    fileprivate func insertion(of count: Int) -> String {
      let width = columnNames.count
      let rows = (0..<count).map { row in
        "(\((1...width).map { dialect.parameter(row * width + $0) }.joined(separator: ", ")))"
      }
      let names = columnNames.map(\.quotedForSQL).joined(separator: ", ")
      return "INSERT OR FAIL INTO \(table.quotedForSQL) (\(names)) VALUES \(rows.joined(separator: ", "))"
    }
  }
#endif
