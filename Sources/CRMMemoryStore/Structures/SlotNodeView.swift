/// The contents of a ``SlotNode``, valid while the node is held by `withView`.
struct SlotNodeView<Element> {
  let header: UnsafeMutablePointer<SlotNodeHeader>
  let base: UnsafeMutableRawPointer

  @inline(__always) var level: Int { Int(header.pointee.level) }

  /// Only in leaves.
  @inline(__always) var elements: UnsafeMutablePointer<Element> {
    base.assumingMemoryBound(to: Element.self)
  }

  /// Only above the leaves.
  @inline(__always) var children: UnsafeMutablePointer<SlotNode<Element>> {
    base.assumingMemoryBound(to: SlotNode<Element>.self)
  }

  /// A child for reading, without the cost of reference counting: the vector that is being read holds it.
  @inline(__always)
  func child(at index: Int) -> Unmanaged<SlotNode<Element>> {
    UnsafeRawPointer(children + index).load(as: Unmanaged<SlotNode<Element>>.self)
  }

  /// The place that leads to a slot.
  @inline(__always)
  func index(of slot: UInt32) -> Int {
    SlotLayout.index(of: slot, atLevel: level)
  }

  @inline(__always)
  func isUsed(_ index: Int) -> Bool {
    header.pointee.used >> UInt32(index) & 1 != 0
  }

  @inline(__always)
  func mark(_ index: Int, used: Bool, full: Bool) {
    let bit = UInt32(1) << UInt32(index)
    header.pointee.used = used ? header.pointee.used | bit : header.pointee.used & ~bit
    header.pointee.full = full ? header.pointee.full | bit : header.pointee.full & ~bit
  }

  @inline(__always)
  func forEachUsed(_ body: (Int) throws -> Void) rethrows {
    var rest = header.pointee.used
    while rest != 0 {
      try body(rest.trailingZeroBitCount)
      rest &= rest - 1
    }
  }
}
