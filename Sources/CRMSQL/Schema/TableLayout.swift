package import CRMCore

/// Which columns of which table hold the fields of a record type.
package final class TableLayout: Sendable {
  /// A field and where it is.
  ///
  /// An object, since every value that is read or written passes by its field.
  package final class Field: Sendable {
    package let name: String
    package let type: FieldType
    package let form: SQLForm
    package let columns: [String]
    /// Whether it is a key that is derived from a text.
    let isKey: Bool

    package init(name: String, type: FieldType, columns: [String], isKey: Bool = false) {
      self.name = name
      self.type = type
      self.isKey = isKey
      form = SQLForm(type)
      self.columns = columns
    }
  }

  package let type: RecordType
  package let table: String
  /// The declared fields, in the order of their slots.
  package let fields: [Field]
  /// The declared fields' forms, which each value that is read asks for: looking at them there does not count references.
  let forms: [SQLForm]
  /// The fields that the table has and the type does not declare: those of other versions of the program.
  package let others: [Field]
  package let dialect: any SQLDialect

  /// The columns of whole records, of a table that a query knows as `t`.
  package let selection: String
  /// The table as a query names it.
  let source: String
  /// A query of whole records, as far as it is the same for all.
  let selectRecords: String

  /// The statements of single records, whose first parameter is the identifier.
  package let selectByID: String
  package let insert: String
  package let update: String
  package let delete: String

  init(type: RecordType, table: String, fields: [Field], others: [Field], dialect: any SQLDialect) {
    self.type = type
    self.table = table
    self.fields = fields
    forms = fields.map(\.form)
    self.others = others
    self.dialect = dialect
    let columns = (fields + others).flatMap(\.columns) + [Self.customColumn]
    let name = table.quotedForSQL
    selection = ([Self.idColumn] + columns).map { "t.\($0.quotedForSQL)" }.joined(separator: ", ")
    source = " FROM \(name) AS t"
    selectRecords = "SELECT \(selection)\(source)"
    selectByID = "\(selectRecords) WHERE t.id = \(dialect.parameter(1))"
    let names = ([Self.idColumn] + columns).map(\.quotedForSQL).joined(separator: ", ")
    let parameters = (1...columns.count + 1).map(dialect.parameter).joined(separator: ", ")
    insert = "INSERT INTO \(name) (\(names)) VALUES (\(parameters))"
    let changes = columns.enumerated().map { "\($1.quotedForSQL) = \(dialect.parameter($0 + 2))" }.joined(
      separator: ", ")
    update = "UPDATE \(name) SET \(changes) WHERE id = \(dialect.parameter(1))"
    delete = "DELETE FROM \(name) WHERE id = \(dialect.parameter(1))"
  }

  /// The column of the identifiers, which every table has.
  package static let idColumn = "id"
  /// The column of what no column holds, which every table has.
  package static let customColumn = "custom_fields"

  /// The statement that creates the table.
  package var definition: String {
    let columns = columnDefinitions.map { "\($0.name.quotedForSQL) \($0.type)" }
    let all = ["\(Self.idColumn) \(dialect.identifierType) NOT NULL PRIMARY KEY"] + columns.dropFirst()
    return "CREATE TABLE \(table.quotedForSQL) (\n  \(all.joined(separator: ",\n  "))\n)\(dialect.tableOptions)"
  }

  /// The columns with their types, in their order.
  package var columnDefinitions: [(name: String, type: String)] {
    let columns = (fields + others).flatMap { Array(zip($0.columns, dialect.columnTypes(of: $0.form))) }
    return [(Self.idColumn, dialect.identifierType)] + columns + [(Self.customColumn, dialect.customType)]
  }

  /// The names of all columns, in their order.
  package var columnNames: [String] { [Self.idColumn] + (fields + others).flatMap(\.columns) + [Self.customColumn] }
}
