extension OrderedTree {
  /// Checks everything that the tree relies on, with the comparator that orders equal keys.
  ///
  /// - Throws: ``InvariantViolation``, the first found.
  /// - Complexity: O(*n*).
  package func checkInvariants(isBefore: (UInt32, UInt32) -> Bool = { $0 < $1 }) throws {
    var entries = 0
    var last: Entry?
    if let root {
      try InvariantViolation.check(root.level == 0 || root.count > 1, "the root has one child")
      try check(root, isLast: true) { entry in
        if let last {
          let isOrdered = last.key < entry.key || (last.key == entry.key && isBefore(last.slot, entry.slot))
          try InvariantViolation.check(isOrdered, "\(entry) comes after \(last)")
        }
        last = entry
        entries += 1
      }
    }
    try InvariantViolation.check(entries == count, "count is \(count), but there are \(entries) entries")
    try InvariantViolation.check((root == nil) == (count == 0), "an empty tree has a root")
  }

  private func check(_ node: Node, isLast: Bool, visit: (Entry) throws -> Void) throws {
    try node.withView { view in
      let least = isLast ? 1 : Node.minimum(atLevel: view.level)
      try InvariantViolation.check(view.count >= least, "a node at level \(view.level) has \(view.count) entries")
      try InvariantViolation.check(view.capacity <= Node.limit(atLevel: view.level), "capacity \(view.capacity)")
      try InvariantViolation.check(view.count <= view.capacity, "\(view.count) entries in \(view.capacity)")
      for index in 0..<view.count {
        guard view.level > 0 else {
          try visit(view.entry(at: index))
          continue
        }
        let child = view.children[index]
        try InvariantViolation.check(child.level == view.level - 1, "a child skips a level")
        try InvariantViolation.check(
          child.count > 0 && child.firstEntry == view.entry(at: index), "a stale first entry")
        try check(child, isLast: isLast && index == view.count - 1, visit: visit)
      }
    }
  }
}
