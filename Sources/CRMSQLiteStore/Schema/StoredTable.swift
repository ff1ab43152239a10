#if SQLite
  import CRMCore
  import Foundation

  /// What the database itself says of an entity's table: its name, its view's, and which columns hold which fields.
  struct StoredTable {
    let entity: String
    let table: String
    let view: String
    var fields: [Field] = []

    struct Field {
      let field: StoredField
      let columns: [String]
    }

    /// The fields that are data, and not computed from others or kept on every record.
    var dataFields: [Field] {
      fields.filter { field in
        !field.field.isDerived && !RecordType.stampFields.contains { $0.name == field.field.name }
      }
    }

    /// All tables, by entity.
    static func all(_ connection: SQLiteConnection) throws -> [String: StoredTable] {
      var tables: [String: StoredTable] = [:]
      try connection.query("SELECT entity, table_name, view_name FROM crm_types") { row in
        let entity = row.string(0)
        tables[entity] = StoredTable(entity: entity, table: row.string(1), view: row.string(2))
      }
      let sql =
        "SELECT entity, field, type, is_derived, column_name, second_column FROM crm_fields ORDER BY entity, position"
      try connection.query(sql) { row in
        let (entity, name) = (row.string(0), row.string(1))
        guard let type = try? JSONDecoder().decode(StoredType.self, from: Data(row.text(2))) else {
          throw SQLiteStoreError.incompatible("\(entity).\(name) has a type that this version does not know")
        }
        let field = StoredField(name: name, type: type, isDerived: row.integer(3) != 0)
        let columns = [row.string(4)] + (row.isNull(5) ? [] : [row.string(5)])
        tables[entity]?.fields.append(Field(field: field, columns: columns))
      }
      return tables
    }

    /// Writes what the table is, instead of what was written of it before.
    func save(_ connection: SQLiteConnection) throws {
      try connection.run(
        "INSERT OR REPLACE INTO crm_types (entity, table_name, view_name) VALUES (?1, ?2, ?3)",
        [.text(entity), .text(table), .text(view)])
      try connection.run("DELETE FROM crm_fields WHERE entity = ?1", [.text(entity)])
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      for (position, field) in fields.enumerated() {
        let type = String(decoding: try encoder.encode(field.field.type), as: UTF8.self)
        try connection.run(
          """
          INSERT INTO crm_fields (entity, position, field, type, is_derived, column_name, second_column)
          VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
          """,
          [
            .text(entity), .integer(Int64(position)), .text(field.field.name), .text(type),
            .integer(field.field.isDerived ? 1 : 0), .text(field.columns[0]),
            field.columns.count > 1 ? .text(field.columns[1]) : .null,
          ])
      }
    }

    /// The layout by which this program reads and writes the table, whose declared fields it must all have.
    func layout(for type: RecordType) throws -> TableLayout {
      let byName = Dictionary(fields.map { ($0.field.name, $0) }, uniquingKeysWith: { first, _ in first })
      let declared = try type.fields.map { field in
        guard let stored = byName[field.name] else {
          throw SQLiteStoreError.alteredSchema("\(entity).\(field.name) has no column")
        }
        return TableLayout.Field(name: field.name, type: field.type, columns: stored.columns)
      }
      let others = fields.filter { type.slot(of: $0.field.name) == nil }.compactMap { other in
        other.field.type.fieldType.map {
          TableLayout.Field(name: other.field.name, type: $0, columns: other.columns)
        }
      }
      return TableLayout(type: type, table: table, fields: declared, others: others)
    }
  }

  extension StoredTable {
    /// The table of a type that has none yet, with the fields of other versions that an earlier table has.
    ///
    /// - Parameters:
    ///   - names: Takes names of tables and views.
    ///   - others: Fields that the type does not declare.
    init(creating type: RecordType, _ names: inout FreeNames, keeping others: [StoredField] = []) {
      entity = type.entity
      table = names.take(type.entity)
      view = names.take(type.entity + "_view")
      fields = StoredTable.fields(of: type, keeping: others)
    }

    /// The columns of a type's fields.
    static func fields(of type: RecordType, keeping others: [StoredField]) -> [Field] {
      var names = FreeNames(taken: [TableLayout.idColumn, TableLayout.customColumn])
      return (type.fields.map { StoredField($0) } + others).map { field in
        let name = field.name.replacing(".", with: "_")
        let first = names.take(name)
        let isMoney = field.type.fieldType == .money
        return Field(field: field, columns: isMoney ? [first, names.take(name + "_currency")] : [first])
      }
    }

    init(rebuilding old: StoredTable, for type: RecordType, keeping others: [StoredField]) {
      (entity, table, view) = (old.entity, old.table, old.view)
      fields = StoredTable.fields(of: type, keeping: others)
    }
  }

  /// Gives names that differ from each other by more than letter case, which SQLite does not look at.
  struct FreeNames {
    private var taken: Set<String>

    init(taken: some Sequence<String>) { self.taken = Set(taken.map { $0.lowercased() }) }

    /// The name, or one like it that is free.
    mutating func take(_ wanted: String) -> String {
      // SQL ends at U+0000, and names that begin so are SQLite's or the store's own.
      var name = wanted.replacing("\0", with: "_")
      let lower = name.lowercased()
      if name.isEmpty || lower.hasPrefix("sqlite_") || lower.hasPrefix("crm_") { name = "_" + name }
      var candidate = name
      var number = 1
      while !taken.insert(candidate.lowercased()).inserted {
        number += 1
        candidate = "\(name)_\(number)"
      }
      return candidate
    }
  }
#endif
