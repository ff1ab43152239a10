extension OrderedTree {
  /// Puts an entry in, unless it is there already.
  ///
  /// `isBefore` orders slots with equal keys.
  ///
  /// - Returns: Whether the entry is new.
  /// - Complexity: O(log *n*); quickest in ascending order, which also leaves full nodes.
  @discardableResult
  package mutating func insert(
    _ key: Key, _ slot: UInt32, isBefore: (UInt32, UInt32) -> Bool = { $0 < $1 }
  ) -> Bool {
    insert(Entry(key: key, slot: slot), passes: { $0 == slot || isBefore($0, slot) }, isSame: { $0 == slot }) == nil
  }

  /// Puts an entry into the gap of its key and `passes`, unless the one before the gap has the same key and `isSame`.
  ///
  /// - Returns: The slot of the entry that is the same.
  @inline(__always)
  mutating func insert(_ entry: Entry, passes: (UInt32) -> Bool, isSame: (UInt32) -> Bool) -> UInt32? {
    guard var node = root.take() else {
      root = Node.make(level: 0, capacity: 1)
      root?.withView { $0.insert(entry, child: nil, at: 0) }
      count = 1
      return nil
    }
    let outcome = Self.insert(entry, into: &node, isLast: true, passes: passes, isSame: isSame)
    switch outcome {
    case .existing(let slot):
      root = node
      return slot
    case .inserted:
      root = node
    case .split(let right):
      let parent = Node.make(level: node.level + 1, capacity: 2)
      parent.withView {
        $0.insert(node.firstEntry, child: node, at: 0)
        $0.insert(right.firstEntry, child: right, at: 1)
      }
      root = parent
    }
    count += 1
    return nil
  }

  private enum Insertion {
    case existing(UInt32)
    case inserted
    /// Inserted, and the node gave its upper part to this new right neighbour.
    case split(Node)
  }

  /// `isLast` says that the node lies on the tree's right edge.
  private static func insert(
    _ entry: Entry, into node: inout Node, isLast: Bool, passes: (UInt32) -> Bool, isSame: (UInt32) -> Bool
  ) -> Insertion {
    let (level, gap, existing) = node.withView { view in
      let gap = view.partition(entry.key, passes)
      let isExisting = view.level == 0 && gap > 0 && view.keys[gap - 1] == entry.key && isSame(view.slots[gap - 1])
      return (view.level, gap, isExisting ? view.slots[gap - 1] : nil)
    }
    if let existing { return .existing(existing) }
    if level == 0 { return put(entry, child: nil, at: gap, in: &node, isLast: isLast) }

    Node.makeWritable(&node)
    let index = max(gap - 1, 0)
    let outcome = node.withView { view in
      let isLast = isLast && index == view.count - 1
      let outcome = insert(entry, into: &view.children[index], isLast: isLast, passes: passes, isSame: isSame)
      if gap == 0 { view.setEntry(view.children[0].firstEntry, at: 0) }
      return outcome
    }
    guard case .split(let right) = outcome else { return outcome }
    return put(right.firstEntry, child: right, at: index + 1, in: &node, isLast: isLast)
  }

  private static func put(
    _ entry: Entry, child: Node?, at index: Int, in node: inout Node, isLast: Bool
  ) -> Insertion {
    let (level, count) = (node.level, node.count)
    if count < Node.limit(atLevel: level) {
      Node.makeWritable(&node, room: 1)
      node.withView { $0.insert(entry, child: child, at: index) }
      return .inserted
    }
    if isLast && index == count {
      let right = Node.make(level: level, capacity: 1)
      right.withView { $0.insert(entry, child: child, at: 0) }
      return .split(right)
    }
    let middle = count / 2
    let left = node.copy(0..<middle, room: 1)
    let right = node.copy(middle..<count, room: 1)
    if index <= middle {
      left.withView { $0.insert(entry, child: child, at: index) }
    } else {
      right.withView { $0.insert(entry, child: child, at: index - middle) }
    }
    node = left
    return .split(right)
  }
}
