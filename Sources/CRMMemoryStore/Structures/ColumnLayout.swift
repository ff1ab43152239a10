/// How the slots of a column are shared out among its pages.
package enum ColumnLayout {
  /// Scans of larger pages are no faster, and writing under a snapshot copies one.
  static var bits: UInt32 { 9 }

  /// The number of slots in a chunk.
  package static var slots: Int { 1 << bits }

  /// The place of a slot in its chunk.
  @inline(__always)
  static func index(of slot: UInt32) -> Int {
    Int(slot) & (slots - 1)
  }
}
