package import CRMCore

/// What the database itself says of an entity's table: its name, its view's, and which columns hold which fields.
package struct StoredTable {
  package let entity: String
  package let table: String
  package let view: String
  package var fields: [Field] = []

  package struct Field {
    package let field: StoredField
    package let columns: [String]
  }

  /// The fields that are data, and not computed from others or kept on every record.
  var dataFields: [Field] {
    fields.filter { field in
      !field.field.isDerived && !RecordType.stampFields.contains { $0.name == field.field.name }
    }
  }

  /// All tables, by entity.
  static func all(_ connection: some SQLConnection) throws -> [String: StoredTable] {
    var tables: [String: StoredTable] = [:]
    try connection.query("SELECT entity, table_name, view_name FROM crm_types") { row in
      let entity = try row.string(0)
      tables[entity] = StoredTable(entity: entity, table: try row.string(1), view: try row.string(2))
    }
    let sql =
      "SELECT entity, field, type, is_derived, column_name, second_column FROM crm_fields ORDER BY entity, position"
    // A thousand fields are of a few dozen types, each of which is read once.
    var types: [String: StoredType] = [:]
    try connection.query(sql) { row in
      let (entity, name, json) = (try row.string(0), try row.string(1), try row.string(2))
      guard let type = types[json] ?? StoredType(json: json.utf8) else {
        throw SchemaError.incompatible("\(entity).\(name) has a type that this version does not know")
      }
      types[json] = type
      let field = StoredField(name: name, type: type, isDerived: try row.boolean(3))
      let columns = [try row.string(4)] + (row.isNull(5) ? [] : [try row.string(5)])
      tables[entity]?.fields.append(Field(field: field, columns: columns))
    }
    return tables
  }

  /// Writes what the table is, instead of what was written of it before.
  func save(_ connection: some SQLConnection) throws {
    for table in ["crm_types", "crm_fields"] {
      try connection.run("DELETE FROM \(table) WHERE entity = \(connection.dialect.parameter(1))", [.text(entity)])
    }
    try connection.insert(
      into: "crm_types", ["entity": .text(entity), "table_name": .text(table), "view_name": .text(view)])
    for (position, field) in fields.enumerated() {
      let type = String(decoding: field.field.type.json, as: UTF8.self)
      try connection.insert(
        into: "crm_fields",
        [
          "entity": .text(entity), "position": .integer(Int64(position)), "field": .text(field.field.name),
          "type": .text(type), "is_derived": .boolean(field.field.isDerived), "column_name": .text(field.columns[0]),
          "second_column": field.columns.count > 1 ? .text(field.columns[1]) : .null,
        ])
    }
  }

  /// The layout by which this program reads and writes the table, whose declared fields it must all have.
  func layout(for type: RecordType, _ dialect: any SQLDialect) throws -> TableLayout {
    let byName = Dictionary(fields.map { ($0.field.name, $0) }, uniquingKeysWith: { first, _ in first })
    let declared = try type.fields.map { field in
      guard let stored = byName[field.name] else {
        throw SchemaError.altered("\(entity).\(field.name) has no column")
      }
      return TableLayout.Field(name: field.name, type: field.type, columns: stored.columns, isKey: field.isKey)
    }
    let others = fields.filter { type.slot(of: $0.field.name) == nil }.compactMap { other in
      other.field.type.fieldType.map {
        TableLayout.Field(name: other.field.name, type: $0, columns: other.columns)
      }
    }
    return TableLayout(type: type, table: table, fields: declared, others: others, dialect: dialect)
  }
}

extension StoredTable {
  /// The table of a type that has none yet.
  ///
  /// - Parameter names: Takes names of tables and views.
  init(creating type: RecordType, _ names: inout FreeNames) {
    entity = type.entity
    table = names.take(type.entity)
    view = names.take(type.entity + "_view")
    fields = StoredTable.fields(of: type, keeping: [], names.dialect)
  }

  /// The same table with more fields.
  init(extending old: StoredTable, by fields: [StoredField], _ dialect: any SQLDialect) {
    self = old
    self.fields += StoredTable.columns(of: fields, besides: old.fields.flatMap(\.columns), dialect)
  }

  /// The columns of a type's fields.
  static func fields(
    of type: RecordType, keeping others: [StoredField], _ dialect: any SQLDialect
  ) -> [Field] {
    columns(of: type.fields.map { StoredField($0) } + others, besides: [], dialect)
  }

  private static func columns(
    of fields: [StoredField], besides taken: [String], _ dialect: any SQLDialect
  ) -> [Field] {
    let own = [TableLayout.idColumn, TableLayout.customColumn] + dialect.systemColumns
    var names = FreeNames(taken: taken + own, dialect)
    return fields.map { field in
      let name = field.name.replacing(".", with: "_")
      let first = names.take(name)
      let isMoney = field.type.fieldType == .money
      return Field(field: field, columns: isMoney ? [first, names.take(name + "_currency")] : [first])
    }
  }

  init(
    rebuilding old: StoredTable, for type: RecordType, keeping others: [StoredField], _ dialect: any SQLDialect
  ) {
    (entity, table, view) = (old.entity, old.table, old.view)
    fields = StoredTable.fields(of: type, keeping: others, dialect)
  }
}

/// Gives names that differ from each other by more than letter case, which not every engine looks at.
struct FreeNames {
  private var taken: Set<String>
  let dialect: any SQLDialect

  init(taken: some Sequence<String>, _ dialect: any SQLDialect) {
    self.taken = Set(taken.map { $0.lowercased() })
    self.dialect = dialect
  }

  /// The name, or one like it that is free.
  mutating func take(_ wanted: String) -> String {
    // SQL ends at U+0000, and names that begin so are the engine's or the store's own.
    var name = wanted.replacing("\0", with: "_")
    let lower = name.lowercased()
    if name.isEmpty || lower.hasPrefix(dialect.reservedPrefix) || lower.hasPrefix("crm_") { name = "_" + name }
    // A number may yet come behind it.
    while name.utf8.count > dialect.longestName - 5 { name.removeLast() }
    var candidate = name
    var number = 1
    while !taken.insert(candidate.lowercased()).inserted {
      number += 1
      candidate = "\(name)_\(number)"
    }
    return candidate
  }
}
