import CRMCore

/// How the slots of a column are shared out among its pages: one page a batch.
enum ColumnLayout {
  /// Scans of larger pages are no faster, and writing under a snapshot copies one.
  static var bits: UInt32 { UInt32(ColumnBatch.capacity.trailingZeroBitCount) }

  /// The number of slots in a page.
  static var slots: Int { ColumnBatch.capacity }

  /// The place of a slot in its page.
  @inline(__always)
  static func index(of slot: UInt32) -> Int { Int(slot) & (slots - 1) }
}
