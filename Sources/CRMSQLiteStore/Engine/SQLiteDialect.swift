#if SQLite
  import CRMCore
  import CRMSQL

  /// SQLite's own ways.
  ///
  /// Texts are compared by their bytes and nothing comes first, as it is without saying so.
  struct SQLiteDialect: SQLDialect {
    func parameter(_ number: Int) -> String { "?\(number)" }

    // MARK: Tables

    func columnTypes(of form: SQLForm) -> [String] {
      switch form {
      case .text, .decimal, .reference, .json: ["TEXT"]
      case .integer, .boolean, .date, .instant: ["INTEGER"]
      case .number: ["REAL"]
      case .money: ["INTEGER", "TEXT"]
      }
    }

    var tableOptions: String { " STRICT" }

    var identifierType: String { "TEXT" }

    var customType: String { "TEXT" }

    var reservedPrefix: String { "sqlite_" }

    // A column may be called as the row's number is, which is then known by another of its names.
    var systemColumns: [String] { [] }

    var longestName: Int { 1000 }

    // MARK: Order

    func isOrdered(_ form: SQLForm) -> Bool { form != .decimal && form != .json }

    func direction(isDescending: Bool) -> String { isDescending ? " DESC" : "" }

    var keyBeginning: KeyBeginning? { nil }

    func unindexed(_ column: String) -> String { "+\(column)" }

    // MARK: Conditions

    var isDistinct: String { "IS NOT" }

    func contains(_ column: String, _ parameter: String) -> String { "instr(\(column), \(parameter)) > 0" }

    func hasSuffix(_ column: String, _ parameter: String) -> String {
      "substr(\(column), -length(\(parameter))) = \(parameter)"
    }

    func hasPrefix(_ column: String, _ text: String, _ parameter: (SQLValue) -> String) -> String {
      // No byte of a text is as great as the last one here, so that what lies between begins with the prefix.
      let (low, high) = (parameter(.text(text)), parameter(.utf8(Array(text.utf8) + [0xFF])))
      return "(\(column) >= \(low) AND \(column) < \(high))"
    }

    func holds(
      _ column: String, _ list: String, of type: FieldType, _ parameter: (SQLValue) -> String
    ) -> SQLCondition? {
      // A text may hold what looks like another's end; all else is plain.
      let isPlain =
        switch type {
        case .text, .enumeration, .group, .list: false
        default: true
        }
      return SQLCondition(contains(column, parameter(.text(String(list.dropFirst().dropLast())))), isExact: isPlain)
    }

    func isNotEmpty(_ column: String) -> String { "\(column) <> '[]'" }

    // MARK: Values

    func currencyCode(_ column: String) -> String { "substr(\(column), 1, instr(\(column) || '/', '/') - 1)" }

    func customValue(_ name: String, key: String, of form: SQLForm, in column: String) -> String {
      "json_extract(\(column), '$.\(name).\(key)')"
    }

    // MARK: Figures

    func extreme(_ column: String, of form: SQLForm, isGreatest: Bool) -> String? {
      "\(isGreatest ? "max" : "min")(\(column))"
    }

    func sum(_ column: String) -> String { "sum(\(column))" }
  }
#endif
