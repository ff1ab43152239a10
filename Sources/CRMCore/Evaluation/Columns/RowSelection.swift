/// The rows of a batch that are being looked at, in order.
struct RowSelection {
  private var rows = [UInt16](repeating: 0, count: ColumnBatch.capacity)
  private(set) var count = 0

  /// Takes all rows that hold a record.
  mutating func takeOccupied(of batch: ColumnBatch) {
    count = 0
    for word in 0..<ColumnBatch.capacity / 64 {
      var rest = batch.occupied[word]
      while rest != 0 {
        rows[count] = UInt16(truncatingIfNeeded: word * 64 + rest.trailingZeroBitCount)
        count += 1
        rest &= rest - 1
      }
    }
  }

  /// Keeps the rows that a condition holds for.
  @inline(__always)
  mutating func keep(where condition: (Int) throws -> Bool) rethrows {
    var kept = 0
    for index in 0..<count {
      let row = rows[index]
      guard try condition(Int(row)) else { continue }
      rows[kept] = row
      kept += 1
    }
    count = kept
  }

  /// Reads the rows.
  @inline(__always)
  func withRows<T>(_ body: (UnsafeBufferPointer<UInt16>) throws -> T) rethrows -> T {
    try rows.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[..<count])) }
  }
}
