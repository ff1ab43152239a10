struct SlotNodeHeader {
  /// A bit for each place that holds an element, or above the leaves a child.
  var used: UInt32
  /// A bit for each place with no free slot left in it.
  var full: UInt32
  let level: UInt8
}

/// A node of a ``SlotVector``: one allocation of places, each for an element, or above the leaves for a child.
final class SlotNode<Element>: ManagedBuffer<SlotNodeHeader, UInt64> {
  deinit {
    withView { view in
      view.forEachUsed { index in
        if view.level > 0 {
          (view.children + index).deinitialize(count: 1)
        } else {
          (view.elements + index).deinitialize(count: 1)
        }
      }
    }
  }

  static func make(level: Int) -> SlotNode {
    let bytes = SlotLayout.width(atLevel: level) * (level > 0 ? 8 : MemoryLayout<Element>.stride)
    let buffer = create(minimumCapacity: (bytes + 7) / 8) { _ in
      SlotNodeHeader(used: 0, full: 0, level: UInt8(level))
    }
    return unsafeDowncast(buffer, to: SlotNode.self)
  }

  @inline(__always)
  func withView<Result>(_ body: (SlotNodeView<Element>) throws -> Result) rethrows -> Result {
    try withUnsafeMutablePointers { header, words in
      try body(SlotNodeView(header: header, base: UnsafeMutableRawPointer(words)))
    }
  }

  @inline(__always) var level: Int { withView { $0.level } }
  @inline(__always) var used: UInt32 { withView { $0.header.pointee.used } }
  @inline(__always) var isFull: Bool { withView { $0.header.pointee.full == SlotLayout.mask(atLevel: $0.level) } }

  /// Makes `node` safe to change in place: copied when it is shared.
  @inline(__always)
  static func makeWritable(_ node: inout SlotNode) {
    if !isKnownUniquelyReferenced(&node) { node = node.copy() }
  }

  private func copy() -> SlotNode {
    withView { source in
      let node = SlotNode.make(level: source.level)
      node.withView { view in
        source.forEachUsed { index in
          if source.level > 0 {
            (view.children + index).initialize(to: source.children[index])
          } else {
            (view.elements + index).initialize(to: source.elements[index])
          }
        }
        (view.header.pointee.used, view.header.pointee.full) = (source.header.pointee.used, source.header.pointee.full)
      }
      return node
    }
  }
}

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
