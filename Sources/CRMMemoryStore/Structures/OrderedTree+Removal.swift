extension OrderedTree {
  /// Takes an entry out.
  ///
  /// `isBefore` orders slots with equal keys; the record of `slot` must still be as it was when inserted.
  ///
  /// - Returns: Whether the entry was there.
  /// - Complexity: O(log *n*).
  @discardableResult
  package mutating func remove(
    _ key: Key, _ slot: UInt32, isBefore: (UInt32, UInt32) -> Bool = { $0 < $1 }
  ) -> Bool {
    remove(key, passes: { $0 == slot || isBefore($0, slot) }, isSame: { $0 == slot }) != nil
  }

  /// Takes out the entry before the gap of `key` and `passes`, when it has this key and `isSame`.
  ///
  /// - Returns: The entry's slot.
  @inline(__always)
  mutating func remove(_ key: Key, passes: (UInt32) -> Bool, isSame: (UInt32) -> Bool) -> UInt32? {
    guard var node = root.take() else { return nil }
    let removed = Self.remove(key, from: &node, passes: passes, isSame: isSame)
    if removed != nil {
      count -= 1
      while node.level > 0 && node.count == 1 { node = node.withView { $0.children[0] } }
    }
    root = count == 0 ? nil : node
    return removed
  }

  private static func remove(
    _ key: Key, from node: inout Node, passes: (UInt32) -> Bool, isSame: (UInt32) -> Bool
  ) -> UInt32? {
    let (level, index) = node.withView { ($0.level, $0.partition(key, passes) - 1) }
    guard index >= 0 else { return nil }
    if level == 0 {
      let slot = node.withView { $0.slots[index] }
      guard node.withView({ $0.keys[index] }) == key, isSame(slot) else { return nil }
      Node.makeWritable(&node)
      node.withView { $0.remove(at: index) }
      return slot
    }
    Node.makeWritable(&node)
    return node.withView { view in
      let removed = remove(key, from: &view.children[index], passes: passes, isSame: isSame)
      if removed != nil { refill(view, at: index) }
      return removed
    }
  }

  /// Brings a node's copy of a child's first entry up to date after a removal, and joins the child with a neighbour, or
  /// evens them out, when it holds too little.
  private static func refill(_ view: TreeNodeView<Key>, at index: Int) {
    let children = view.children
    let (level, count) = (view.level - 1, children[index].count)
    if count < Node.minimum(atLevel: level) && view.count > 1 {
      let left = index > 0 ? index - 1 : index
      let total = children[left].count + children[left + 1].count
      // Joined nodes are left with room, so that the next insertion does not split them again.
      if total <= Node.limit(atLevel: level) * 3 / 4 {
        children[left] = joined(children[left], children[left + 1], 0..<total)
        view.remove(at: left + 1)
      } else {
        let first = joined(children[left], children[left + 1], 0..<(total / 2))
        let second = joined(children[left], children[left + 1], (total / 2)..<total)
        (children[left], children[left + 1]) = (first, second)
        view.setEntry(second.firstEntry, at: left + 1)
      }
      view.setEntry(children[left].firstEntry, at: left)
    } else if count > 0 {
      view.setEntry(children[index].firstEntry, at: index)
    } else {
      view.remove(at: index)
    }
  }

  /// A new node with a part of what two neighbours hold together.
  private static func joined(_ left: Node, _ right: Node, _ range: Range<Int>) -> Node {
    let node = Node.make(level: left.level, capacity: range.count)
    node.withView { view in
      let border = left.count
      left.withView { view.append(range.clamped(to: 0..<border), of: $0) }
      let rest = range.clamped(to: border..<(border + right.count))
      right.withView { view.append((rest.lowerBound - border)..<(rest.upperBound - border), of: $0) }
    }
    return node
  }
}
