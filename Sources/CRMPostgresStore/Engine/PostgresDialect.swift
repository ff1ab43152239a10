#if PostgreSQL
  import CRMCore
  import CRMSQL

  /// PostgreSQL's own ways.
  struct PostgresDialect: SQLDialect {
    func parameter(_ number: Int) -> String { "$\(number)" }

    // MARK: Tables

    /// Texts are compared by their bytes, which is what the collation “C” does.
    private static let text = "text COLLATE \"C\""

    func columnTypes(of form: SQLForm) -> [String] {
      switch form {
      case .text: [Self.text]
      case .integer, .instant: ["bigint"]
      case .boolean: ["boolean"]
      case .number: ["double precision"]
      case .decimal: ["numeric"]
      case .money: ["bigint", Self.text]
      case .date: ["date"]
      case .reference: ["uuid"]
      case .json: ["jsonb"]
      }
    }

    var tableOptions: String { "" }

    var identifierType: String { "uuid" }

    var customType: String { "jsonb" }

    var reservedPrefix: String { "pg_" }

    var systemColumns: [String] { ["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"] }

    var longestName: Int { 63 }

    // MARK: Order

    func isOrdered(_ form: SQLForm) -> Bool { form != .json }

    func direction(isDescending: Bool) -> String { isDescending ? " DESC NULLS LAST" : " NULLS FIRST" }

    /// At most four bytes each, of the 2,700 that an index's row may have.
    var keyBeginning: KeyBeginning? { KeyBeginning(length: 600) }

    /// The server knows by itself what costs less.
    func unindexed(_ column: String) -> String { column }

    // MARK: Conditions

    var isDistinct: String { "IS DISTINCT FROM" }

    func contains(_ column: String, _ parameter: String) -> String { "strpos(\(column), \(parameter)) > 0" }

    func hasSuffix(_ column: String, _ parameter: String) -> String {
      "right(\(column), length(\(parameter))) = \(parameter)"
    }

    func hasPrefix(_ column: String, _ text: String, _ parameter: (SQLValue) -> String) -> String {
      let low = "\(column) >= \(parameter(.text(text)))"
      guard let end = text.endOfPrefix else { return "(\(low))" }
      return "(\(low) AND \(column) < \(parameter(.text(end))))"
    }

    func holds(
      _ column: String, _ list: String, of type: FieldType, _ parameter: (SQLValue) -> String
    ) -> SQLCondition? {
      // An object holds another with fewer of its members.
      let isPlain =
        switch type {
        case .group, .list: false
        default: true
        }
      return SQLCondition("\(column) @> \(parameter(.json(list)))", isExact: isPlain)
    }

    func isNotEmpty(_ column: String) -> String { "\(column) <> '[]'::jsonb" }

    // MARK: Values

    func currencyCode(_ column: String) -> String { "split_part(\(column), '/', 1)" }

    func customValue(_ name: String, key: String, of form: SQLForm, in column: String) -> String {
      let value = "(\(column) -> '\(name)' ->> '\(key)')"
      return switch form {
      case .integer: "\(value)::bigint"
      case .boolean: "\(value)::boolean"
      default: "(\(value) COLLATE \"C\")"
      }
    }

    // MARK: Figures

    func extreme(_ column: String, of form: SQLForm, isGreatest: Bool) -> String? {
      let function = isGreatest ? "max" : "min"
      return switch form {
      case .boolean: "\(isGreatest ? "bool_or" : "bool_and")(\(column))"
      // Identifiers are ordered as their texts are.
      case .reference: "\(function)(\(column)::text COLLATE \"C\")::uuid"
      default: "\(function)(\(column))"
      }
    }

    /// The sum of integers is a decimal of as many digits as it takes, which the row reads as an integer where it is one.
    func sum(_ column: String) -> String { "sum(\(column))" }
  }

  extension String {
    /// The first text, in the order of code points, behind all that begin with this one; nil when there is none.
    fileprivate var endOfPrefix: String? {
      var scalars = Array(unicodeScalars)
      while let last = scalars.popLast() {
        // Between the two lie the surrogates, which are no characters.
        let next = last.value == 0xD7FF ? 0xE000 : last.value + 1
        guard let scalar = Unicode.Scalar(next) else { continue }
        var end = String.UnicodeScalarView()
        end.append(contentsOf: scalars + [scalar])
        return String(end)
      }
      return nil
    }
  }
#endif
