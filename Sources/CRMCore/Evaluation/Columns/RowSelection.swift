/// The rows of a batch that are being looked at, in order.
struct RowSelection {
  private var rows = [UInt16](repeating: 0, count: ColumnBatch.capacity)
  private(set) var count = 0
  /// Whether they are all rows of the batch, which need not be written down one by one.
  private var isWhole = false

  /// Takes all rows that hold a record.
  mutating func takeOccupied(of batch: ColumnBatch) {
    isWhole = (0..<ColumnBatch.capacity / 64).allSatisfy { batch.occupied[$0] == .max }
    count = ColumnBatch.capacity
    if !isWhole { writeOccupied(of: batch) }
  }

  private mutating func writeOccupied(of batch: ColumnBatch) {
    var taken = 0
    rows.withUnsafeMutableBufferPointer { rows in
      for word in 0..<ColumnBatch.capacity / 64 {
        var rest = batch.occupied[word]
        while rest != 0 {
          rows[taken] = UInt16(truncatingIfNeeded: word * 64 + rest.trailingZeroBitCount)
          taken += 1
          rest &= rest - 1
        }
      }
    }
    count = taken
  }

  /// Keeps the rows that a condition holds for.
  @inline(__always)
  mutating func keep(where condition: (Int) throws -> Bool) rethrows {
    let (taken, isWhole) = (count, isWhole)
    self.isWhole = false
    count = try rows.withUnsafeMutableBufferPointer { rows in
      var kept = 0
      if isWhole {
        for row in 0..<ColumnBatch.capacity {
          rows[kept] = UInt16(truncatingIfNeeded: row)
          kept += try condition(row) ? 1 : 0
        }
        return kept
      }
      for index in 0..<taken {
        let row = rows[index]
        rows[kept] = row
        // Without a jump, which nobody could foresee.
        kept += try condition(Int(row)) ? 1 : 0
      }
      return kept
    }
  }

  /// Reads the rows.
  @inline(__always)
  func withRows<T>(_ body: (UnsafeBufferPointer<UInt16>) throws -> T) rethrows -> T {
    try (isWhole ? Self.all : rows).withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[..<count])) }
  }

  /// All rows of a batch.
  private static let all = (0..<ColumnBatch.capacity).map { UInt16($0) }
}
