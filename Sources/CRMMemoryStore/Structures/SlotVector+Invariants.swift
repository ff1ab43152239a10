extension SlotVector {
  /// Checks everything that the vector relies on.
  ///
  /// - Throws: ``InvariantViolation``, the first found.
  /// - Complexity: O(*n*).
  package func checkInvariants() throws {
    var elements = 0
    if let root { try check(root, &elements) }
    try InvariantViolation.check(elements == count, "count is \(count), but there are \(elements) elements")
    try InvariantViolation.check((root == nil) == (count == 0), "an empty vector has a root")
  }

  private func check(_ node: Node, _ elements: inout Int) throws {
    try InvariantViolation.check(node.used != 0, "an empty node")
    try InvariantViolation.check(node.used & ~SlotLayout.mask(atLevel: node.level) == 0, "a place beyond the last")
    let full = node.withView { $0.header.pointee.full }
    guard node.level > 0 else {
      try InvariantViolation.check(full == node.used, "a used place is not marked full")
      elements += node.used.nonzeroBitCount
      return
    }
    try node.withView { view in
      try view.forEachUsed { index in
        let child = view.children[index]
        try InvariantViolation.check(child.level == view.level - 1, "a child skips a level")
        let isFull = view.header.pointee.full >> UInt32(index) & 1 != 0
        try InvariantViolation.check(isFull == (child.isFull), "a child's fullness is not known above it")
        try check(child, &elements)
      }
    }
  }
}
