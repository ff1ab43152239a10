package import CRMCore

/// A connection to an engine, on which one statement is run at a time, or one within another's rows.
package protocol SQLConnection: AnyObject {
  associatedtype Row: SQLRow
  associatedtype Binder: SQLBinder

  /// What the engine's language and its types are like.
  var dialect: any SQLDialect { get }

  /// Runs a statement, and shows each row until the body returns false.
  ///
  /// - Parameters:
  ///   - sql: The statement, by whose text it is kept to be run again.
  ///   - bind: Gives the parameters their values.
  ///   - row: Is shown each row.
  func forEach(_ sql: String, bind: (Binder) throws -> Void, _ row: (Row) throws -> Bool) throws

  /// The same for a query of however many rows, of which no more than a portion need be held at once.
  func forEachOfMany(_ sql: String, bind: (Binder) throws -> Void, _ row: (Row) throws -> Bool) throws

  /// Runs statements without parameters and rows, which are not kept.
  func execute(_ sql: String) throws

  /// How the engine finds the rows of the table that a selection knows as `t`.
  func access(_ sql: String, _ values: [SQLValue]) throws -> QueryPlan.Access

  /// Whether an error says that a sum left the range of its type.
  func isOverflow(_ error: any Error) -> Bool

  /// Whether an error says that an index can't be unique since values are not.
  func isDuplicate(_ error: any Error) -> Bool
}

extension SQLConnection {
  package func forEachOfMany(_ sql: String, bind: (Binder) throws -> Void, _ row: (Row) throws -> Bool) throws {
    try forEach(sql, bind: bind, row)
  }

  /// Runs a statement with values for its parameters, and shows each row.
  package func query(_ sql: String, _ values: [SQLValue] = [], _ row: (Row) throws -> Void) throws {
    try forEach(sql, bind: { try $0.bind(values) }) {
      try row($0)
      return true
    }
  }

  /// Runs a statement that has no rows.
  package func run(_ sql: String, _ values: [SQLValue] = []) throws { try query(sql, values) { _ in } }

  /// The first row's first column as an integer; nil without a row, and for null.
  package func integer(_ sql: String, _ values: [SQLValue] = []) throws -> Int64? {
    var result: Int64?
    try forEach(sql, bind: { try $0.bind(values) }) { row in
      if !row.isNull(0) { result = try row.integer(0) }
      return false
    }
    return result
  }
}

extension SQLBinder {
  /// Binds the values of the parameters, in their order.
  package func bind(_ values: [SQLValue]) throws {
    for (position, value) in values.enumerated() { try bind(value, at: position + 1) }
  }
}
