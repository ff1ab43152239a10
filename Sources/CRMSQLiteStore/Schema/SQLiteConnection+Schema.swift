#if SQLite
  import CRMCore
  import CRMSQL

  extension SQLiteConnection: SchemaConnection {
    func objects() throws -> [String: String] {
      var objects: [String: String] = [:]
      try query("SELECT name, sql FROM sqlite_schema") { objects[try $0.string(0)] = try $0.string(1) }
      return objects
    }

    func columns(of table: String) throws -> [String] {
      var columns: [String] = []
      try query("SELECT name FROM pragma_table_info(?1)", [.text(table)]) { columns.append(try $0.string(0)) }
      return columns
    }

    func create(_ kind: SchemaObject, _ name: String, _ sql: String) throws { try execute(sql) }

    func run(_ sql: String, with record: AnyRecord, in layout: TableLayout) throws {
      guard try runUnlessConstrained(sql, with: record, in: layout) else { throw failure() }
    }

    func renew(_ layout: TableLayout, movingRowsTo name: String) throws {
      // By the newer way of renaming, the views of others would be in the way, which refer to the table by its name.
      try execute("PRAGMA legacy_alter_table = ON")
      defer { try? execute("PRAGMA legacy_alter_table = OFF") }
      try execute("ALTER TABLE \(layout.table.quotedForSQL) RENAME TO \(name.quotedForSQL)")
      try execute(layout.definition)
    }
  }
#endif
