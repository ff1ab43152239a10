#if PostgreSQL
  import CRMCore
  import CRMSQL

  extension PostgresDialect {
    func reportingColumns(_ type: FieldType, _ columns: [String]) -> [String] {
      let name = columns[0]
      switch type {
      case .instant: return ["\(instant(name)) AS \(name)"]
      case .duration: return ["\(name) * 0.000001 AS \(name)"]
      case .money: return ["\(name) * \(mainUnits(columns[1])) AS \(name)", columns[1]]
      default: return columns
      }
    }

    /// Days and the rest are each exact as they are multiplied, and days of 24 hours are so in every zone; what is before the server's first day
    /// is its infinity.
    private func instant(_ name: String) -> String {
      let time =
        "'epoch'::timestamptz + \(name) / 86400000000 * '24 hours'::interval + \(name) % 86400000000 * '1 microsecond'::interval"
      return "CASE WHEN \(name) < -210866803200000000 THEN '-infinity'::timestamptz ELSE \(time) END"
    }

    /// How much of a currency's main unit a minor unit is: by ISO 4217's number of digits, or the one behind the slash.
    private func mainUnits(_ currency: String) -> String {
      let declared = (0...9).map { "WHEN '\($0)' THEN \(part($0))" }.joined(separator: " ")
      let digits = Set(Currency.allISO.map(\.minorUnits)).subtracting([2]).sorted()
      let listed = digits.map { digits in
        let codes = Currency.allISO.filter { $0.minorUnits == digits }.map(\.code.literalForSQL)
        return "WHEN \(currency) IN (\(codes.joined(separator: ", "))) THEN \(part(digits))"
      }
      return
        "CASE WHEN strpos(\(currency), '/') > 0 THEN CASE right(\(currency), 1) \(declared) END \(listed.joined(separator: " ")) ELSE 0.01 END"
    }

    private func part(_ digits: Int) -> String {
      digits == 0 ? "1" : "0." + String(repeating: "0", count: digits - 1) + "1"
    }
  }
#endif
