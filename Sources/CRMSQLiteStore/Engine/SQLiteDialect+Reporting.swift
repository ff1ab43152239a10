#if SQLite
  import CRMCore
  import CRMSQL

  extension SQLiteDialect {
    func reportingColumns(_ type: FieldType, _ columns: [String]) -> [String] {
      let name = columns[0]
      switch type {
      case .date: return ["date(\(name) * 86400, 'unixepoch') AS \(name)"]
      case .instant: return ["\(instant(name)) AS \(name)"]
      case .duration: return ["\(name) / 1000000.0 AS \(name)"]
      case .decimal: return ["CAST(\(name) AS REAL) AS \(name)"]
      case .money: return ["\(name) / \(minorUnits(columns[1])) AS \(name)", columns[1]]
      default: return columns
      }
    }

    /// SQLite's functions know the years 0 to 9999; what lies beyond stays a number of microseconds.
    private func instant(_ name: String) -> String {
      let rest = "((\(name) % 1000000) + 1000000) % 1000000"
      let seconds = "((\(name) - \(rest)) / 1000000)"
      let text = "strftime('%Y-%m-%dT%H:%M:%S', \(seconds), 'unixepoch') || printf('.%06dZ', \(rest))"
      return "CASE WHEN \(name) BETWEEN -62167219200000000 AND 253402300799999999 THEN \(text) ELSE \(name) END"
    }

    /// How many minor units a currency's main unit has: ISO 4217's number of digits, or the one behind the slash.
    private func minorUnits(_ currency: String) -> String {
      let declared = (0...9).map { "WHEN '\($0)' THEN \(power($0))" }.joined(separator: " ")
      let digits = Set(Currency.allISO.map(\.minorUnits)).subtracting([2]).sorted()
      let listed = digits.map { digits in
        let codes = Currency.allISO.filter { $0.minorUnits == digits }.map(\.code.literalForSQL)
        return "WHEN \(currency) IN (\(codes.joined(separator: ", "))) THEN \(power(digits))"
      }
      return
        "CASE WHEN \(currency) LIKE '%/%' THEN CASE substr(\(currency), -1) \(declared) END \(listed.joined(separator: " ")) ELSE 100.0 END"
    }

    private func power(_ digits: Int) -> String { "1" + String(repeating: "0", count: digits) + ".0" }
  }
#endif
