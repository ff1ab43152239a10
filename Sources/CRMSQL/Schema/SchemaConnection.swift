package import CRMCore

/// A connection by which tables, indexes and views are made.
package protocol SchemaConnection: SQLConnection {
  /// The names of all tables, indexes and views, and the statements that made them where they are known.
  func objects() throws -> [String: String]

  /// The names of a table's columns; none where there is no such table.
  func columns(of table: String) throws -> [String]

  /// Runs the statement that creates an index or a view, so that ``objects()`` tells it.
  func create(_ kind: SchemaObject, _ name: String, _ sql: String) throws

  /// Runs a statement with a record's identifier and all of its columns as the parameters.
  func run(_ sql: String, with record: AnyRecord, in layout: TableLayout) throws

  /// Moves a table's rows, in the columns that they have, to a table of another name, and leaves an empty one with a layout's columns in its
  /// place; what others have made that names it is left alone.
  func renew(_ layout: TableLayout, movingRowsTo name: String) throws
}

/// What a table has besides its rows.
package enum SchemaObject: Sendable {
  case index
  case view
}

extension SQLConnection {
  /// Adds a row to one of the store's own tables.
  package func insert(into table: String, _ values: KeyValuePairs<String, SQLValue>) throws {
    let names = values.map(\.key).joined(separator: ", ")
    let parameters = (1...values.count).map(dialect.parameter).joined(separator: ", ")
    try run("INSERT INTO \(table) (\(names)) VALUES (\(parameters))", values.map(\.value))
  }
}
