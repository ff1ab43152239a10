import CRMCore

/// What of a table is otherwise than a program declares it.
struct TableChange {
  /// Whether the table must be made anew.
  private(set) var isNeeded = false
  /// The fields that are kept for other versions of the program.
  private(set) var kept: [StoredField] = []
  /// The fields for which a column is enough, since records that have none yet hold nothing there.
  private(set) var added: [StoredField] = []
  /// What becomes of the stored fields that are data, in the order of the table.
  private(set) var translations: [FieldTranslation] = []

  /// - Throws: ``SchemaError/incompatible(_:)`` for a field of another type that nothing converts.
  init(_ stored: StoredTable, _ type: RecordType) throws {
    do {
      for field in stored.dataFields.map(\.field) {
        let translation = try FieldTranslation(field, in: type)
        translations.append(translation)
        if translation.name != field.name { isNeeded = true }
        if let declared = type.field(named: translation.name) {
          if StoredField(declared) != field { isNeeded = true }
        } else {
          kept.append(field)
        }
      }
    } catch {
      throw SchemaError.incompatible(error.description)
    }
    // What is computed is computed anew where its declaration has changed, and not kept where it has none: another version of the
    // program, which does not compute it, would leave it behind the data.
    let derived = stored.fields.map(\.field).filter(\.isDerived)
    if derived.contains(where: { field in type.field(named: field.name).map { StoredField($0) != field } ?? true }) {
      isNeeded = true
    }
    let names = Set(stored.fields.map(\.field.name))
    for field in type.fields where !names.contains(field.name) {
      let stored = StoredField(field)
      if field.isOptional && !stored.isDerived { added.append(stored) } else { isNeeded = true }
    }
  }
}

/// Reads the rows of a table as it was before it is made anew.
struct FormerRows {
  private let type: RecordType
  private let change: TableChange
  private let stamp: TableLayout
  private let fields: [TableLayout.Field]
  let selection: String

  init(_ old: StoredTable, table: String, type: RecordType, _ change: TableChange, _ dialect: any SQLDialect) {
    self.type = type
    self.change = change
    let stampFields = RecordType.stampFields.map { field in
      TableLayout.Field(
        name: field.name, type: field.type,
        columns: old.fields.first { $0.field.name == field.name }?.columns ?? [field.name])
    }
    fields = zip(old.dataFields, change.translations).map {
      TableLayout.Field(name: $0.field.name, type: $1.stored, columns: $0.columns)
    }
    // The data go where custom values are read from.
    stamp = TableLayout(type: type, table: table, fields: stampFields, others: fields, dialect: dialect)
    selection = "SELECT \(stamp.selection) FROM \(table.quotedForSQL) AS t ORDER BY t.id"
  }

  /// The record in a row as the program declares it now, its derived fields computed anew.
  func record(_ row: some SQLRow) throws -> AnyRecord {
    do {
      let (id, stamp, kept) = try stamp.parts(row)
      var values: [String: AnyValue] = [:]
      let stored = Set(fields.map(\.name))
      for (name, value) in kept where !stored.contains(name) {
        let current = type.currentName(of: name)
        values[current] = try type.fitting(value, in: current)
      }
      for (field, translation) in zip(fields, change.translations) where !translation.isDerived {
        guard let value = kept[field.name] else { continue }
        values[translation.name] = try translation.value(value)
      }
      return try AnyRecord(preserving: values, of: type, id: id, stamp: stamp).recoded()
    } catch let error as SchemaError {
      throw error
    } catch {
      let id = (try? row.identifier(0)).map { "\(RecordKey(entity: type.entity, id: $0))" } ?? type.entity
      throw SchemaError.incompatible("\(id) can't be read as it is declared now: \(error)")
    }
  }
}

extension TableLayout {
  /// A row's identifier, stamp and other values, of a layout that has the stamp's fields and no more.
  fileprivate func parts(_ row: some SQLRow) throws -> (Identifier, Stamp, [String: AnyValue]) {
    var stamp = Stamp()
    stamp.revision = try row.integer(1)
    stamp.createdAt = try row.instant(2)
    stamp.createdBy = row.isNull(3) ? nil : try row.identifier(3)
    stamp.updatedAt = try row.instant(4)
    stamp.updatedBy = row.isNull(5) ? nil : try row.identifier(5)
    let first = 1 + RecordType.stampFields.count
    return (try row.identifier(0), stamp, try customValues(row, from: first)?.values ?? [:])
  }
}
