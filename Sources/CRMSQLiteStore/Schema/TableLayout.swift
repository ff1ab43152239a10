#if SQLite
  import CRMCore

  /// Which columns of which table hold the fields of a record type.
  final class TableLayout: Sendable {
    /// A field and where it is.
    struct Field: Sendable {
      let name: String
      let type: FieldType
      let form: ColumnForm
      let columns: [String]

      init(name: String, type: FieldType, columns: [String]) {
        self.name = name
        self.type = type
        form = ColumnForm(type)
        self.columns = columns
      }
    }

    let type: RecordType
    let table: String
    /// The declared fields, in the order of their slots.
    let fields: [Field]
    /// The fields that the table has and the type does not declare: those of other versions of the program.
    let others: [Field]

    /// The statements of single records, whose first parameter is the identifier.
    let selectByID: String
    let insert: String
    let update: String
    let delete: String

    init(type: RecordType, table: String, fields: [Field], others: [Field]) {
      self.type = type
      self.table = table
      self.fields = fields
      self.others = others
      let columns = (fields + others).flatMap(\.columns) + [Self.customColumn]
      let name = table.quotedForSQL
      selectByID = "SELECT \(Self.selection(columns, of: "t")) FROM \(name) AS t WHERE t.id = ?1"
      let names = ([Self.idColumn] + columns).map(\.quotedForSQL).joined(separator: ", ")
      let parameters = (1...columns.count + 1).map { "?\($0)" }.joined(separator: ", ")
      insert = "INSERT INTO \(name) (\(names)) VALUES (\(parameters))"
      let changes = columns.enumerated().map { "\($1.quotedForSQL) = ?\($0 + 2)" }.joined(separator: ", ")
      update = "UPDATE \(name) SET \(changes) WHERE id = ?1"
      delete = "DELETE FROM \(name) WHERE id = ?1"
    }

    /// The column of the identifiers, which every table has.
    static let idColumn = "id"
    /// The column of what no column holds, which every table has.
    static let customColumn = "custom_fields"

    /// The columns of whole records, of a table that a query knows by a name of its own.
    func selection(of alias: String) -> String {
      Self.selection((fields + others).flatMap(\.columns) + [Self.customColumn], of: alias)
    }

    private static func selection(_ columns: [String], of alias: String) -> String {
      ([idColumn] + columns).map { "\(alias).\($0.quotedForSQL)" }.joined(separator: ", ")
    }

    /// The columns with their types, as the table is created.
    var definition: String {
      let columns = (fields + others).flatMap { field in
        zip(field.columns, field.form.columnTypes).map { "\($0.quotedForSQL) \($1)" }
      }
      let all = ["\(Self.idColumn) TEXT NOT NULL PRIMARY KEY"] + columns + ["\(Self.customColumn) TEXT"]
      return "CREATE TABLE \(table.quotedForSQL) (\n  \(all.joined(separator: ",\n  "))\n) STRICT"
    }

    /// The names of all columns, in their order.
    var columnNames: [String] { [Self.idColumn] + (fields + others).flatMap(\.columns) + [Self.customColumn] }
  }
#endif
