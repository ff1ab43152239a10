#if PostgreSQL
  import CRMCore
  import CRMSQL

  extension PostgresConnection: SchemaConnection {
    /// What made an index or a view stands in its comment, since the server tells it in words of its own.
    func objects() throws -> [String: String] {
      var objects: [String: String] = [:]
      let sql = """
        SELECT relname::text COLLATE "C", coalesce(obj_description(oid, 'pg_class'), '')
        FROM pg_class WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
        """
      try query(sql) { row in objects[try row.string(0)] = try row.string(1) }
      return objects
    }

    func columns(of table: String) throws -> [String] { try columnTypes(of: table).map(\.name) }

    /// A table's columns with their types, as the server spells them.
    private func columnTypes(of table: String) throws -> [(name: String, type: String)] {
      let sql = """
        SELECT a.attname::text, format_type(a.atttypid, a.atttypmod)
          || CASE WHEN c.collname = 'C' THEN ' COLLATE "C"' ELSE '' END
        FROM pg_attribute AS a LEFT JOIN pg_collation AS c ON c.oid = a.attcollation
        WHERE a.attrelid = (SELECT oid FROM pg_class WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND relname = $1)
          AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
        """
      var columns: [(String, String)] = []
      try query(sql, [.text(table)]) { row in columns.append((try row.string(0), try row.string(1))) }
      return columns
    }

    func create(_ kind: SchemaObject, _ name: String, _ sql: String) throws {
      try execute(sql)
      let word =
        switch kind {
        case .index: "INDEX"
        case .view: "VIEW"
        }
      try execute("COMMENT ON \(word) \(name.quotedForSQL) IS \(sql.literalForSQL)")
    }

    func run(_ sql: String, with record: AnyRecord, in layout: TableLayout) throws {
      let binder = PostgresBinder()
      try layout.withBound(record, to: binder) {}
      try query(sql, binder.parameters, isTyped: false)
    }

    /// The table stays the same, with all that others made for it: rights, indexes, triggers, and views, which keep the columns from being taken away.
    func renew(_ layout: TableLayout, movingRowsTo name: String) throws {
      // Views that are open would find the table empty; they are waited for, and those to come wait.
      try execute("LOCK TABLE crm_store IN ACCESS EXCLUSIVE MODE")
      let table = layout.table.quotedForSQL
      try execute("CREATE TABLE \(name.quotedForSQL) AS TABLE \(table); TRUNCATE \(table)")
      let wanted = layout.columnDefinitions
      let found = try columnTypes(of: layout.table)
      let kept = found.filter { column in wanted.contains { $0.name == column.name && $0.type == column.type } }
      let changes =
        found.filter { column in !kept.contains { $0.name == column.name } }
        .map { "DROP COLUMN \($0.name.quotedForSQL)" }
        + wanted.filter { column in !kept.contains { $0.name == column.name } }
        .map { "ADD COLUMN \($0.name.quotedForSQL) \($0.type)" }
      guard !changes.isEmpty else { return }
      do { try execute("ALTER TABLE \(table) \(changes.joined(separator: ", "))") } catch let failure as ServerFailure
        where failure.state == ServerFailure.dependentObjects
      {
        throw SchemaError.incompatible(
          "columns of \(layout.table) must be changed, and a view that somebody else made needs them; drop the view")
      }
    }
  }
#endif
