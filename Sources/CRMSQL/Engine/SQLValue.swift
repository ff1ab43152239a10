package import CRMCore

/// A value that is given to a parameter of a statement; in what form an engine takes it, its binder knows.
package enum SQLValue: Hashable, Sendable {
  case null
  case integer(Int64)
  case real(Double)
  case boolean(Bool)
  case text(String)
  /// A text by its bytes, which need not be whole characters.
  case utf8([UInt8])
  case blob([UInt8])
  case identifier(Identifier)
  case decimal(ExactDecimal)
  case date(CalendarDate)
  case instant(Instant)
  /// The JSON of a list, or of custom fields.
  case json(String)
}
