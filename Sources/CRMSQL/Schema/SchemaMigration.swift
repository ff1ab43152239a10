package import CRMCore

/// Brings the tables of a database to what a program declares.
///
/// Tables, columns, indexes and views are created and checked, and tables rebuilt whose fields are declared otherwise by now. All of it belongs
/// into one transaction, and nothing that is data is dropped. The store's own tables are there already:
///
/// - `crm_store` (`generation`), a row;
/// - `crm_types` (`entity`, `table_name`, `view_name`);
/// - `crm_fields` (`entity`, `position`, `field`, `type`, `is_derived`, `column_name`, `second_column`);
/// - `crm_indexes` (`name`, `entity`);
/// - `crm_commits` (`sequence`, `instant`, `actor`, `changes`).
package struct SchemaMigration<Connection: SchemaConnection> {
  private let connection: Connection
  private let catalog: Catalog

  package init(_ connection: Connection, _ catalog: Catalog) {
    self.connection = connection
    self.catalog = catalog
  }

  /// Does it.
  ///
  /// - Returns: The layout of each entity's table.
  /// - Throws: ``SchemaError``.
  package func run() throws -> StoreSchema {
    let stored = try StoredTable.all(connection)
    var names = FreeNames(taken: try connection.objects().keys, connection.dialect)
    var tables: [StoredTable] = []
    var isRebuilt = false
    for type in catalog.types {
      if let old = stored[type.entity] {
        let change = try TableChange(old, type)
        if try change.isNeeded || (!change.added.isEmpty && hasCustomFields(old)) {
          tables.append(try rebuild(old, as: type, change))
          isRebuilt = true
        } else {
          tables.append(try add(change.added, to: old))
        }
      } else {
        let table = StoredTable(creating: type, &names)
        try table.save(connection)
        try connection.execute(table.layout(for: type, connection.dialect).definition)
        tables.append(table)
      }
    }
    if isRebuilt { try connection.run("UPDATE crm_store SET generation = generation + 1") }
    var layouts: [String: TableLayout] = [:]
    for (table, type) in zip(tables, catalog.types) {
      let layout = try table.layout(for: type, connection.dialect)
      try check(layout)
      layouts[type.entity] = layout
    }
    try IndexMigration(connection: connection, layouts: catalog.types.compactMap { layouts[$0.entity] }).run()
    let objects = try connection.objects()
    for table in tables { try renewView(of: table, among: objects) }
    return StoreSchema(layouts: layouts, generation: try connection.integer("SELECT generation FROM crm_store") ?? 0)
  }

  /// Checks that a table has the columns that it should.
  private func check(_ layout: TableLayout) throws {
    let found = try connection.columns(of: layout.table)
    guard !found.isEmpty else { throw SchemaError.altered("the table \(layout.table) is missing") }
    for column in layout.columnNames where !found.contains(column) {
      throw SchemaError.altered("the table \(layout.table) has no column \(column)")
    }
  }

  /// Whether there are values outside of columns, among which may be one of a field that gets a column now.
  private func hasCustomFields(_ table: StoredTable) throws -> Bool {
    let custom = TableLayout.customColumn
    return try connection.integer("SELECT 1 FROM \(table.table.quotedForSQL) WHERE \(custom) IS NOT NULL LIMIT 1")
      != nil
  }

  /// Gives a table columns for fields that no record has yet.
  private func add(_ fields: [StoredField], to old: StoredTable) throws -> StoredTable {
    guard !fields.isEmpty else { return old }
    let table = StoredTable(extending: old, by: fields, connection.dialect)
    for field in table.fields[old.fields.count...] {
      guard let type = field.field.type.fieldType else { continue }
      for (column, type) in zip(field.columns, connection.dialect.columnTypes(of: SQLForm(type))) {
        try connection.execute("ALTER TABLE \(table.table.quotedForSQL) ADD COLUMN \(column.quotedForSQL) \(type)")
      }
    }
    try table.save(connection)
    return table
  }

  /// Makes a table anew by a type's declaration, with all records of the old one.
  private func rebuild(_ old: StoredTable, as type: RecordType, _ change: TableChange) throws -> StoredTable {
    let dialect = connection.dialect
    let table = StoredTable(rebuilding: old, for: type, keeping: change.kept, dialect)
    try connection.execute("DROP VIEW IF EXISTS \(old.view.quotedForSQL)")
    let indexes = IndexMigration(connection: connection, layouts: [])
    for name in try indexes.indexes()[type.entity] ?? [] { try indexes.drop(name) }
    var names = FreeNames(taken: try connection.objects().keys, dialect)
    let former = names.take(old.table + "_former")
    try table.save(connection)
    let layout = try table.layout(for: type, dialect)
    try connection.renew(layout, movingRowsTo: former)
    let reader = FormerRows(old, table: former, type: type, change, dialect)
    try connection.forEachOfMany(reader.selection, bind: { _ in }) { row in
      try connection.run(layout.insert, with: reader.record(row), in: layout)
      return true
    }
    try connection.execute("DROP TABLE \(former.quotedForSQL)")
    return table
  }

  private func renewView(of table: StoredTable, among objects: [String: String]) throws {
    let definition = ReportingView(stored: table, dialect: connection.dialect).definition
    guard objects[table.view] != definition else { return }
    try connection.execute("DROP VIEW IF EXISTS \(table.view.quotedForSQL)")
    try connection.create(.view, table.view, definition)
  }
}

/// The tables of an open store.
package struct StoreSchema: Sendable {
  package let layouts: [String: TableLayout]
  /// Counts how often tables were rebuilt, by which a store notices that another program did so.
  package let generation: Int64

  /// The layout of a type's table.
  ///
  /// - Throws: `StoreError.unknownEntity`.
  package func layout(of type: RecordType) throws -> TableLayout {
    guard let layout = layouts[type.entity] else { throw StoreError.unknownEntity(type.entity, suggestions: []) }
    return layout
  }
}
