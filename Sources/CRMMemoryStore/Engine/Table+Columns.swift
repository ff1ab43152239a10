package import CRMCore

extension Table: ColumnSource {
  package func form(ofColumnAt slot: Int) -> ColumnForm? { column(at: slot)?.form }

  package func codeCount(at slot: Int) -> Int { column(at: slot)?.codes.codeCount ?? 0 }

  package func value(of code: UInt32, at slot: Int) -> [UInt8]? { column(at: slot)?.codes.value(of: code) }

  package func forEachBatch(of slots: [Int], _ body: (ColumnBatch) throws -> Void) throws {
    let columns = slots.compactMap(column)
    let occupied = UnsafeMutablePointer<UInt64>.allocate(capacity: ColumnBatch.capacity / 64)
    defer { occupied.deallocate() }
    // The columns hold the pages that the batches point to.
    try withExtendedLifetime(columns) {
      let (isDense, end) = (records.isDense, records.end)
      for first in stride(from: 0, to: end, by: ColumnBatch.capacity) {
        for word in 0..<ColumnBatch.capacity / 64 {
          let start = first + UInt64(word) * 64
          occupied[word] =
            start >= end ? 0 : isDense ? Table.lowestBits(end - start) : records.occupancy(from: UInt32(start))
        }
        // Where they lie: a column is many references, each of which a copy would hold.
        let chunks = columns.indices.map { columns[$0].chunk(of: UInt32(first)) }
        try body(ColumnBatch(first: UInt32(first), occupied: UnsafePointer(occupied), chunks: chunks))
      }
    }
  }

  private func column(at slot: Int) -> TableColumns.Column? { columns?.columns.first { $0.field == slot } }

  private static func lowestBits(_ count: UInt64) -> UInt64 { count >= 64 ? .max : 1 << count - 1 }
}

extension TableColumns.Column {
  fileprivate func chunk(of slot: UInt32) -> ColumnChunk {
    let page = values.page(of: slot)
    return ColumnChunk(values: page.values, presence: page.presence, codes: codes.page(of: slot))
  }
}
