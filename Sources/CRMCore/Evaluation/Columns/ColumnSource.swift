/// The columns of a store's table: those declared fields of all records that lie side by side, for evaluations that need nothing else.
///
/// A column's codes stand for its different values, 0 for nil. Equal values have equal codes.
package protocol ColumnSource {
  /// How the field of that slot lies in its column; nil when it has none.
  func form(ofColumnAt slot: Int) -> ColumnForm?

  /// How many codes the column has: all of them are below it.
  func codeCount(at slot: Int) -> Int

  /// The bytes of the value that a code stands for; in a column of money, the eight bytes of the currency.
  func value(of code: UInt32, at slot: Int) -> [UInt8]?

  /// Hands on all records, a stretch of them at a time, with the columns of some slots.
  func forEachBatch(of slots: [Int], _ body: (ColumnBatch) throws -> Void) throws
}

/// How a field's values lie in a column.
package enum ColumnForm: Sendable {
  /// As 64-bit integers.
  case integers
  /// As the bits of floating-point numbers.
  case numbers
  /// As codes of their bytes.
  case codes
  /// As minor units, and codes of the currencies.
  case money
}

extension FieldType {
  /// How such values lie in a column; nil when they can't.
  package var columnForm: ColumnForm? {
    switch self {
    case .integer, .date, .instant, .duration: .integers
    case .number: .numbers
    case .money: .money
    case .text, .enumeration, .boolean, .decimal, .reference: .codes
    case .list, .group: nil
    }
  }
}

/// Neighbouring rows of a table, as columns have them.
///
/// Valid only in the closure that it is given to.
package struct ColumnBatch {
  /// The number of rows.
  package static var capacity: Int { 512 }

  /// The table's slot of the first row.
  package let first: UInt32
  /// A bit for each row, the lowest first: set where there is a record.
  package let occupied: UnsafePointer<UInt64>
  /// The columns, in the order in which their slots were asked for.
  package let chunks: [ColumnChunk]

  package init(first: UInt32, occupied: UnsafePointer<UInt64>, chunks: [ColumnChunk]) {
    self.first = first
    self.occupied = occupied
    self.chunks = chunks
  }
}

/// One column of a batch.
package struct ColumnChunk {
  /// Integers, the bits of numbers, or minor units; 0 where there is nothing.
  package let values: UnsafePointer<Int64>
  /// A bit for each row, the lowest first: set where there is a value.
  ///
  /// In columns of codes nobody reads it, nor the values.
  package let presence: UnsafePointer<UInt64>
  /// The codes of the values, or of the currencies.
  package let codes: UnsafePointer<UInt32>

  package init(values: UnsafePointer<Int64>, presence: UnsafePointer<UInt64>, codes: UnsafePointer<UInt32>) {
    self.values = values
    self.presence = presence
    self.codes = codes
  }

  @inline(__always)
  func hasValue(at row: Int) -> Bool { presence[row >> 6] >> UInt64(row & 63) & 1 != 0 }
}
