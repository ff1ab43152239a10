package import CRMCore

/// How the values of a type of field lie in columns, exactly, whatever the engine's own types for them are.
package enum SQLForm: Sendable {
  /// Text in normal form C, compared by its bytes: texts and names.
  case text
  /// A whole number of 64 bits: integers, and durations in microseconds.
  case integer
  case boolean
  case number
  /// A decimal number with at most 18 digits behind the point and 38 in all.
  case decimal
  /// A whole number with the minor units, and a text with the currency's code.
  case money
  /// A day of the years 1 to 9999.
  case date
  /// Microseconds since 1970 in UTC.
  case instant
  /// A UUID.
  case reference
  /// The JSON of a list, each value in it as its text.
  case json

  package init(_ type: FieldType) {
    self =
      switch type {
      case .text, .enumeration: .text
      case .integer, .duration: .integer
      case .date: .date
      case .instant: .instant
      case .boolean: .boolean
      case .number: .number
      case .decimal: .decimal
      case .money: .money
      case .reference: .reference
      case .list, .group: .json
      }
  }

  /// How many columns it takes.
  package var width: Int { self == .money ? 2 : 1 }
}
