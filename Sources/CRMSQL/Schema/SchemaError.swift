/// Why a database can't be brought to what a program declares; each store throws its own error for it.
package enum SchemaError: Error {
  /// The database holds what the program's declarations have no place for. The text says what.
  case incompatible(String)
  /// A table, column, index or view is not as the store made it. The text says which.
  case altered(String)
  /// The number of the last commit can be none.
  case impossibleCommit(Int64)
  /// Another program has rebuilt tables since the store was opened.
  case rebuiltMeanwhile
}
