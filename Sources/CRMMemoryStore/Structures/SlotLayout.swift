/// How the bits of a slot are shared out among the levels of a ``SlotVector``.
enum SlotLayout {
  /// Narrow nodes, since copying one touches the reference count of all that it holds, and much of that is not in the
  /// cache: measured at a million records, twice as wide took half as long again for a change under a snapshot.
  static var leafBits: Int { 4 }
  static var innerBits: Int { 4 }

  /// The bits of a slot that are settled below a level.
  @inline(__always)
  static func shift(belowLevel level: Int) -> UInt64 {
    level == 0 ? 0 : UInt64(leafBits + innerBits * (level - 1))
  }

  /// The places of a node.
  @inline(__always)
  static func width(atLevel level: Int) -> Int {
    1 << (level == 0 ? leafBits : innerBits)
  }

  /// The place of a node that leads to a slot.
  @inline(__always)
  static func index(of slot: UInt32, atLevel level: Int) -> Int {
    Int(UInt64(slot) >> shift(belowLevel: level)) & (width(atLevel: level) - 1)
  }

  /// A bit for each place of a node.
  @inline(__always)
  static func mask(atLevel level: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: (UInt64(1) << UInt64(width(atLevel: level))) - 1)
  }

  /// The number of slots that a node and all below it have places for.
  @inline(__always)
  static func slots(underLevel level: Int) -> UInt64 {
    1 << shift(belowLevel: level + 1)
  }
}
