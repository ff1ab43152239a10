extension SlotVector: Sequence {
  /// The elements with their slots, in the order of the slots.
  package struct Iterator: IteratorProtocol {
    private let root: Node?
    private var leaf: Node?
    private var used: UInt32 = 0
    /// The first slot of the leaf.
    private var first: UInt64 = 0

    fileprivate init(_ root: Node?, from slot: UInt32) {
      self.root = root
      if moveToLeaf(from: UInt64(slot)) && first < UInt64(slot) { used &= .max << (slot - UInt32(first)) }
    }

    package mutating func next() -> (slot: UInt32, element: Element)? {
      while used == 0 {
        guard leaf != nil, moveToLeaf(from: first + UInt64(slotWidth)) else { return nil }
      }
      let index = used.trailingZeroBitCount
      used &= used - 1
      guard let element = leaf?.withView({ $0.elements[index] }) else { return nil }
      return (UInt32(first) + UInt32(index), element)
    }

    /// Moves to the leaf that holds `slot`, or the first after it.
    ///
    /// - Returns: False when there is none.
    private mutating func moveToLeaf(from slot: UInt64) -> Bool {
      leaf = nil
      used = 0
      guard let root, slot <= UInt64(UInt32.max), reaches(UInt32(slot), from: root.level) else { return false }
      var (node, target) = (root, slot)
      // The lowest node on the way that has a used place further on, and the first slot of that place.
      var turn: (node: Node, first: UInt64)?
      while true {
        let level = node.level
        let index = node.withView { $0.index(of: UInt32(target)) }
        if level == 0 { break }
        let further = index + 1 < slotWidth ? node.used & (.max << UInt32(index + 1)) : 0
        if further != 0 {
          let shift = UInt64(slotBits * level)
          let base = (target >> (shift + UInt64(slotBits))) << UInt64(slotBits)
          turn = (node, (base | UInt64(further.trailingZeroBitCount)) << shift)
        }
        if node.withView({ $0.isUsed(index) }) {
          node = node.withView { $0.children[index] }
        } else {
          guard let (turnNode, first) = turn else { return false }
          (node, target) = (turnNode, first)
        }
      }
      leaf = node
      used = node.used
      first = target & ~UInt64(slotWidth - 1)
      return true
    }
  }

  package func makeIterator() -> Iterator { Iterator(root, from: 0) }

  /// The elements at `slot` and after.
  package func elements(from slot: UInt32) -> IteratorSequence<Iterator> {
    IteratorSequence(Iterator(root, from: slot))
  }

  package var underestimatedCount: Int { count }
}
