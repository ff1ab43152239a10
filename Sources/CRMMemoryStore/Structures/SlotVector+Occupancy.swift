extension SlotVector {
  /// Whether no slot before the last element is free.
  ///
  /// - Complexity: O(log *n*) to the base of 16.
  package var isDense: Bool { Int(firstFreeSlot) == count }

  /// The slot behind the last element; 0 without elements.
  ///
  /// - Complexity: O(log *n*) to the base of 16.
  package var end: UInt64 {
    guard let root else { return 0 }
    var node = Unmanaged.passUnretained(root)
    var last: UInt64 = 0
    while true {
      let (level, index) = node._withUnsafeGuaranteedRef { ($0.level, 31 - $0.used.leadingZeroBitCount) }
      last |= UInt64(index) << SlotLayout.shift(belowLevel: level)
      if level == 0 { return last + 1 }
      node = node._withUnsafeGuaranteedRef { $0.withView { $0.child(at: index) } }
    }
  }

  /// A bit for each of 64 slots, the lowest first, set where there is an element.
  ///
  /// - Parameter slot: The first of them, a multiple of 64.
  package func occupancy(from slot: UInt32) -> UInt64 {
    var bits: UInt64 = 0
    for offset in stride(from: UInt32(0), to: 64, by: SlotLayout.width(atLevel: 0)) {
      bits |= UInt64(usedPlaces(ofLeafWith: slot + offset)) << UInt64(offset)
    }
    return bits
  }

  private func usedPlaces(ofLeafWith slot: UInt32) -> UInt32 {
    guard let root, Self.reaches(slot, from: root.level) else { return 0 }
    var node = Unmanaged.passUnretained(root)
    while true {
      let (level, used) = node._withUnsafeGuaranteedRef { ($0.level, $0.used) }
      if level == 0 { return used }
      let index = SlotLayout.index(of: slot, atLevel: level)
      guard used >> UInt32(index) & 1 != 0 else { return 0 }
      node = node._withUnsafeGuaranteedRef { $0.withView { $0.child(at: index) } }
    }
  }
}
