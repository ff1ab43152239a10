extension SlotVector: Sequence {
  /// The elements with their slots, in the order of the slots, of a snapshot that it keeps alive.
  ///
  /// `@unchecked` because the nodes are classes, which no one changes while this holds their root.
  package struct Iterator: IteratorProtocol, @unchecked Sendable {
    private let root: Node?
    private var leaf: Unmanaged<Node>?
    /// The places of the leaf that are still to come.
    private var used: UInt32 = 0
    /// The first slot of the leaf.
    private var first: UInt64 = 0

    fileprivate init(_ root: Node?, from slot: UInt32) {
      self.root = root
      moveToLeaf(from: UInt64(slot))
      if first < UInt64(slot) { used &= UInt32.max << UInt32(UInt64(slot) - first) }
    }

    @inline(__always)
    package mutating func next() -> (slot: UInt32, element: Element)? {
      guard let (slot, place) = nextPlace() else { return nil }
      let element = withExtendedLifetime(root) { place.pointee }
      return (slot, element)
    }

    /// Where the next element lies, for as long as the iterator lives.
    @inline(__always)
    fileprivate mutating func nextPlace() -> (slot: UInt32, place: Place)? {
      while used == 0 {
        guard leaf != nil else { return nil }
        moveToLeaf(from: first + SlotLayout.slots(underLevel: 0))
      }
      guard let leaf else { return nil }
      let index = used.trailingZeroBitCount
      used &= used - 1
      let place = leaf._withUnsafeGuaranteedRef { $0.withView { Place($0.elements + index) } }
      return (UInt32(first) + UInt32(index), place)
    }

    /// Moves to the leaf that holds `slot`, or the first after it, or to none.
    private mutating func moveToLeaf(from slot: UInt64) {
      leaf = nil
      used = 0
      guard let root, slot < SlotLayout.slots(underLevel: root.level), slot <= UInt32.max else { return }
      var (node, target) = (Unmanaged.passUnretained(root), slot)
      // The lowest node on the way that has a used place further on, and the first slot of that place.
      var turn: (node: Unmanaged<Node>, slot: UInt64)?
      while true {
        let (level, nodeUsed) = node._withUnsafeGuaranteedRef { ($0.level, $0.used) }
        if level == 0 {
          (leaf, used) = (node, nodeUsed)
          first = target & ~(SlotLayout.slots(underLevel: 0) - 1)
          return
        }
        let index = SlotLayout.index(of: UInt32(target), atLevel: level)
        let further = nodeUsed & (UInt32.max << UInt32(index + 1))
        if further != 0 {
          let start = target & ~(SlotLayout.slots(underLevel: level) - 1)
          let place = UInt64(further.trailingZeroBitCount)
          turn = (node, start | place << SlotLayout.shift(belowLevel: level))
        }
        if nodeUsed >> UInt32(index) & 1 != 0 {
          node = node._withUnsafeGuaranteedRef { $0.withView { $0.child(at: index) } }
        } else {
          guard let found = turn else { return }
          (node, target) = found
        }
      }
    }
  }

  package func makeIterator() -> Iterator { Iterator(root, from: 0) }

  /// Shows the elements where they lie, without the cost of holding them, in the order of the slots.
  @inline(__always)
  func forEachPlace(_ body: (Place) throws -> Void) rethrows {
    var iterator = makeIterator()
    try withExtendedLifetime(root) {
      while let next = iterator.nextPlace() { try body(next.place) }
    }
  }

  /// The elements at `slot` and after.
  package func elements(from slot: UInt32) -> IteratorSequence<Iterator> {
    IteratorSequence(Iterator(root, from: slot))
  }

  package var underestimatedCount: Int { count }
}
