#if SQLite
  import CRMCore

  /// How the values of a type of field lie in columns.
  ///
  /// Each form is exact, and where ``isOrdered`` says so SQLite's own order is that of the values.
  enum ColumnForm: Sendable {
    /// TEXT in normal form C, compared by its bytes: texts and names.
    case text
    /// INTEGER: integers, days since 1970, microseconds since 1970, microseconds.
    case integer
    /// INTEGER, 0 or 1.
    case boolean
    /// REAL.
    case number
    /// TEXT in plain notation, without zeros at the end: equal numbers are equal texts.
    case decimal
    /// INTEGER with the minor units, and TEXT with the currency's code.
    case money
    /// TEXT with the UUID in lower case.
    case reference
    /// TEXT with the JSON of a list, each value in it as its text.
    case json

    init(_ type: FieldType) {
      self =
        switch type {
        case .text, .enumeration: .text
        case .integer, .date, .instant, .duration: .integer
        case .boolean: .boolean
        case .number: .number
        case .decimal: .decimal
        case .money: .money
        case .reference: .reference
        case .list, .group: .json
        }
    }

    /// The declared types of the columns.
    var columnTypes: [String] {
      switch self {
      case .text, .decimal, .reference, .json: ["TEXT"]
      case .integer, .boolean: ["INTEGER"]
      case .number: ["REAL"]
      case .money: ["INTEGER", "TEXT"]
      }
    }

    /// How many columns it takes.
    var width: Int { self == .money ? 2 : 1 }

    /// Whether SQLite orders and compares the columns as the values are ordered.
    var isOrdered: Bool {
      switch self {
      case .text, .integer, .boolean, .number, .money, .reference: true
      case .decimal, .json: false
      }
    }
  }
#endif
