package import CRMCore

/// What the engines of SQL do each in its own way.
///
/// A text that stands for a column or a parameter is SQL already: names are quoted, and values are parameters.
package protocol SQLDialect: Sendable {
  /// The parameter of that number, from 1 on.
  func parameter(_ number: Int) -> String

  // MARK: Tables

  /// The declared types of the columns of a form.
  func columnTypes(of form: SQLForm) -> [String]

  /// What follows a table's definition.
  var tableOptions: String { get }

  /// The declared type of the column of the identifiers.
  var identifierType: String { get }

  /// The declared type of the column of what no column holds.
  var customType: String { get }

  /// How names begin that are the engine's own.
  var reservedPrefix: String { get }

  /// The columns that the engine itself adds to every table, in small letters.
  var systemColumns: [String] { get }

  /// How many bytes a name may have.
  var longestName: Int { get }

  /// The expressions by which a reporting view shows the columns of a type of field, each with the column's name.
  func reportingColumns(_ type: FieldType, _ columns: [String]) -> [String]

  // MARK: Order

  /// Whether the engine orders and compares the columns of a form as the values are ordered.
  func isOrdered(_ form: SQLForm) -> Bool

  /// What follows a column by which rows are put in order, nothing first, or last when descending.
  func direction(isDescending: Bool) -> String

  /// What an index holds of a key that is derived from a text, and may be of any length; nil where it holds all.
  var keyBeginning: KeyBeginning? { get }

  /// The identifier as the last term of an order, which shall not be the engine's reason to go through an index.
  func unindexed(_ column: String) -> String

  // MARK: Conditions

  /// The operator that tells two values from each other, of which either may be nothing.
  var isDistinct: String { get }

  /// The condition that a text holds another.
  func contains(_ column: String, _ parameter: String) -> String

  /// The condition that a text ends with another.
  func hasSuffix(_ column: String, _ parameter: String) -> String

  /// The condition that a text begins with another, which is not empty.
  func hasPrefix(_ column: String, _ text: String, _ parameter: (SQLValue) -> String) -> String

  /// The condition that a list has an element; nil when it can't be told.
  ///
  /// - Parameters:
  ///   - column: The column of the list's JSON.
  ///   - list: The JSON of a list with the element alone.
  ///   - type: The type of the elements.
  func holds(_ column: String, _ list: String, of type: FieldType, _ parameter: (SQLValue) -> String) -> SQLCondition?

  /// The condition that a list has any element.
  func isNotEmpty(_ column: String) -> String

  // MARK: Values

  /// The code of a currency without the digits that stand behind it where ISO 4217 does not say them.
  func currencyCode(_ column: String) -> String

  /// A custom field's value out of the JSON of all.
  ///
  /// - Parameters:
  ///   - name: The field's name, of letters of ASCII, digits and underscores.
  ///   - key: The name of the value's type in the JSON, below that of the field.
  ///   - form: The form of the value: a text, an integer or a boolean.
  ///   - column: The column.
  func customValue(_ name: String, key: String, of form: SQLForm, in column: String) -> String

  // MARK: Figures

  /// The least or the greatest value of a column; nil where the engine has no such function.
  func extreme(_ column: String, of form: SQLForm, isGreatest: Bool) -> String?

  /// The exact sum of a column of integers as an integer; nothing when there are none.
  func sum(_ column: String) -> String
}

/// So many characters at the beginning of a key, which an index has room for.
package struct KeyBeginning: Sendable {
  let length: Int

  package init(length: Int) { self.length = length }

  /// The beginning of a text.
  func callAsFunction(_ text: String) -> String { "left(\(text), \(length))" }
}

extension String {
  /// The name as an identifier of SQL, whatever characters it holds.
  package var quotedForSQL: String {
    // Most names hold none, and replacing nothing costs more than the rest of a small query.
    "\"\(utf8.contains(UInt8(ascii: "\"")) ? replacing("\"", with: "\"\"") : self)\""
  }

  /// The text as a literal of SQL: for what statements that define tables and views can't take as a parameter.
  package var literalForSQL: String { "'\(replacing("'", with: "''"))'" }
}
