#if SQLite
  import CRMCore

  /// Brings a database to what a program declares.
  ///
  /// Tables, columns, indexes and views are created and checked, and tables rebuilt whose fields are declared otherwise by now. All of it is one
  /// transaction, and nothing that is data is dropped.
  struct SchemaMigration {
    let connection: SQLiteConnection
    let catalog: Catalog

    /// “CRMK”, by which SQLite's header tells what a database is.
    private static let applicationID: Int64 = 0x43_52_4D_4B
    private static let formatVersion: Int64 = 1

    /// Does it.
    ///
    /// - Returns: The layout of each entity's table.
    func run() throws -> StoreSchema {
      try connection.execute("BEGIN IMMEDIATE")
      do {
        let schema = try migrate()
        try connection.execute("COMMIT")
        return schema
      } catch {
        if connection.isInTransaction { try? connection.execute("ROLLBACK") }
        throw error
      }
    }

    private func migrate() throws -> StoreSchema {
      if try !isOurs() { try createStore() }
      let stored = try StoredTable.all(connection)
      var names = FreeNames(taken: try objects().keys)
      var tables: [StoredTable] = []
      var isRebuilt = false
      for type in catalog.types {
        if let old = stored[type.entity] {
          let plan = try TableChange(old, type)
          if plan.isNeeded {
            tables.append(try rebuild(old, as: type, plan))
            isRebuilt = true
          } else {
            tables.append(old)
          }
        } else {
          let table = StoredTable(creating: type, &names)
          try table.save(connection)
          try connection.execute(table.layout(for: type).definition)
          tables.append(table)
        }
      }
      if isRebuilt { try connection.run("UPDATE crm_store SET generation = generation + 1") }
      var layouts: [String: TableLayout] = [:]
      for (table, type) in zip(tables, catalog.types) {
        let layout = try table.layout(for: type)
        try check(layout)
        layouts[type.entity] = layout
      }
      try IndexMigration(connection: connection, layouts: catalog.types.compactMap { layouts[$0.entity] }).run()
      for table in tables { try renewView(of: table) }
      return StoreSchema(layouts: layouts, generation: try connection.integer("SELECT generation FROM crm_store") ?? 0)
    }

    /// Whether the database is a store; false for an empty one.
    ///
    /// - Throws: ``SQLiteStoreError/newerFormat(path:found:supported:)``, ``SQLiteStoreError/foreignDatabase(path:)``.
    @discardableResult
    func isOurs() throws -> Bool {
      let id = try connection.integer("PRAGMA application_id") ?? 0
      let version = try connection.integer("PRAGMA user_version") ?? 0
      if id == Self.applicationID {
        guard version <= Self.formatVersion else {
          throw SQLiteStoreError.newerFormat(
            path: connection.path, found: Int(version), supported: Int(Self.formatVersion))
        }
        return true
      }
      guard id == 0, version == 0, try connection.integer("SELECT count(*) FROM sqlite_schema") == 0 else {
        throw SQLiteStoreError.foreignDatabase(path: connection.path)
      }
      return false
    }

    private func createStore() throws {
      try connection.execute(
        """
        PRAGMA application_id = \(Self.applicationID);
        PRAGMA user_version = \(Self.formatVersion);
        CREATE TABLE crm_store (generation INTEGER NOT NULL) STRICT;
        INSERT INTO crm_store VALUES (1);
        CREATE TABLE crm_types (
          entity TEXT NOT NULL PRIMARY KEY, table_name TEXT NOT NULL UNIQUE, view_name TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE crm_fields (
          entity TEXT NOT NULL, position INTEGER NOT NULL, field TEXT NOT NULL, type TEXT NOT NULL,
          is_derived INTEGER NOT NULL, column_name TEXT NOT NULL, second_column TEXT,
          PRIMARY KEY (entity, field)) STRICT;
        CREATE TABLE crm_indexes (name TEXT NOT NULL PRIMARY KEY, entity TEXT NOT NULL) STRICT;
        CREATE TABLE crm_commits (
          sequence INTEGER NOT NULL PRIMARY KEY, instant INTEGER NOT NULL, actor TEXT, changes BLOB NOT NULL) STRICT;
        """)
    }

    /// The statements that made the objects of the database, by their names.
    private func objects() throws -> [String: String] {
      var objects: [String: String] = [:]
      try connection.query("SELECT name, sql FROM sqlite_schema") { objects[$0.string(0)] = $0.string(1) }
      return objects
    }

    /// Checks that a table has the columns that it should.
    private func check(_ layout: TableLayout) throws {
      var found: [String] = []
      try connection.query("SELECT name FROM pragma_table_info(?1)", [.text(layout.table)]) {
        found.append($0.string(0))
      }
      guard !found.isEmpty else { throw SQLiteStoreError.alteredSchema("the table \(layout.table) is missing") }
      for column in layout.columnNames where !found.contains(column) {
        throw SQLiteStoreError.alteredSchema("the table \(layout.table) has no column \(column)")
      }
    }

    /// Makes a table anew by a type's declaration, with all records of the old one.
    private func rebuild(_ old: StoredTable, as type: RecordType, _ change: TableChange) throws -> StoredTable {
      let table = StoredTable(rebuilding: old, for: type, keeping: change.kept)
      try connection.execute("DROP VIEW IF EXISTS \(old.view.quotedForSQL)")
      for name in try IndexMigration.indexes(of: type.entity, connection) {
        try IndexMigration.drop(name, connection)
      }
      // By the newer way of renaming, the views of others would be in the way, which refer to the table by its name.
      try connection.execute("PRAGMA legacy_alter_table = ON")
      defer { try? connection.execute("PRAGMA legacy_alter_table = OFF") }
      var names = FreeNames(taken: try objects().keys)
      let former = names.take(old.table + "_former")
      try connection.execute("ALTER TABLE \(old.table.quotedForSQL) RENAME TO \(former.quotedForSQL)")
      try table.save(connection)
      let layout = try table.layout(for: type)
      try connection.execute(layout.definition)
      let reader = FormerRows(old, table: former, type: type, change)
      try connection.query(reader.selection) { row in
        let record = try reader.record(row)
        let isIn = try connection.withStatement(layout.insert) { try layout.run($0, with: record) }
        guard isIn else { throw connection.failure() }
      }
      try connection.execute("DROP TABLE \(former.quotedForSQL)")
      return table
    }

    private func renewView(of table: StoredTable) throws {
      let definition = ReportingView(stored: table).definition
      guard try objects()[table.view] != definition else { return }
      try connection.execute("DROP VIEW IF EXISTS \(table.view.quotedForSQL)")
      try connection.execute(definition)
    }
  }

  /// The tables of an open store.
  struct StoreSchema: Sendable {
    let layouts: [String: TableLayout]
    /// Counts how often tables were rebuilt, by which a store notices that another program did so.
    let generation: Int64

    /// The layout of a type's table.
    ///
    /// - Throws: `StoreError.unknownEntity`.
    func layout(of type: RecordType) throws -> TableLayout {
      guard let layout = layouts[type.entity] else { throw StoreError.unknownEntity(type.entity, suggestions: []) }
      return layout
    }
  }
#endif
