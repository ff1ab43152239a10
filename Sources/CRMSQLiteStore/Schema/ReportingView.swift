#if SQLite
  import CRMCore

  /// The view of an entity's table that people's own reports read: dates and instants in ISO 8601, amounts and decimals as
  /// numbers, durations in seconds, under the same names.
  struct ReportingView {
    let stored: StoredTable

    /// The statement that creates it.
    var definition: String {
      let shown = stored.fields.filter { !$0.field.isKey }
      let columns = ["id"] + shown.flatMap(ReportingView.columns) + [TableLayout.customColumn]
      return """
        CREATE VIEW \(stored.view.quotedForSQL) AS SELECT
          \(columns.joined(separator: ",\n  "))
        FROM \(stored.table.quotedForSQL)
        """
    }

    private static func columns(_ field: StoredTable.Field) -> [String] {
      let names = field.columns.map(\.quotedForSQL)
      let name = names[0]
      switch field.field.type.fieldType {
      case .date: return ["date(\(name) * 86400, 'unixepoch') AS \(name)"]
      case .instant: return ["\(instant(name)) AS \(name)"]
      case .duration: return ["\(name) / 1000000.0 AS \(name)"]
      case .decimal: return ["CAST(\(name) AS REAL) AS \(name)"]
      case .money: return ["\(name) / \(minorUnits(names[1])) AS \(name)", names[1]]
      default: return [name]
      }
    }

    /// SQLite's functions know the years 0 to 9999; what lies beyond stays a number of microseconds.
    private static func instant(_ name: String) -> String {
      let rest = "((\(name) % 1000000) + 1000000) % 1000000"
      let seconds = "((\(name) - \(rest)) / 1000000)"
      let text = "strftime('%Y-%m-%dT%H:%M:%S', \(seconds), 'unixepoch') || printf('.%06dZ', \(rest))"
      return "CASE WHEN \(name) BETWEEN -62167219200000000 AND 253402300799999999 THEN \(text) ELSE \(name) END"
    }

    /// How many minor units a currency's main unit has: ISO 4217's number of digits, or the one behind the slash.
    private static func minorUnits(_ currency: String) -> String {
      let declared = (0...9).map { "WHEN '\($0)' THEN \(power($0))" }.joined(separator: " ")
      let digits = Set(Currency.allISO.map(\.minorUnits)).subtracting([2]).sorted()
      let listed = digits.map { digits in
        let codes = Currency.allISO.filter { $0.minorUnits == digits }.map(\.code.literalForSQL)
        return "WHEN \(currency) IN (\(codes.joined(separator: ", "))) THEN \(power(digits))"
      }
      return
        "CASE WHEN \(currency) LIKE '%/%' THEN CASE substr(\(currency), -1) \(declared) END \(listed.joined(separator: " ")) ELSE 100.0 END"
    }

    private static func power(_ digits: Int) -> String { "1" + String(repeating: "0", count: digits) + ".0" }
  }

  extension StoredField {
    /// Whether it is another field's text made ready for matching or sorting, and nothing to show.
    fileprivate var isKey: Bool { isDerived && (name.hasSuffix(".key") || name.hasSuffix(".order")) }
  }
#endif
