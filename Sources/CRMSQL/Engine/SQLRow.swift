package import CRMCore

/// A row of an answer, whose columns are read by their number from 0 on, each in the form in which it is stored.
///
/// - Note: What a pointer leads to is gone with the row.
package protocol SQLRow {
  func isNull(_ column: Int) -> Bool
  func integer(_ column: Int) throws -> Int64
  func real(_ column: Int) throws -> Double
  func boolean(_ column: Int) throws -> Bool
  /// The bytes of a text, or of JSON; nil for null.
  func text(_ column: Int) throws -> UnsafeRawBufferPointer?
  func blob(_ column: Int) throws -> UnsafeRawBufferPointer
  func identifier(_ column: Int) throws -> Identifier
  func decimal(_ column: Int) throws -> ExactDecimal
  func date(_ column: Int) throws -> CalendarDate
  func instant(_ column: Int) throws -> Instant
}

extension SQLRow {
  /// A text; an empty one for null.
  package func string(_ column: Int) throws -> String {
    try text(column).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}
