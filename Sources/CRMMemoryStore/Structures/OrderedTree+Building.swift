extension OrderedTree {
  /// A tree with full nodes, from entries in ascending order.
  ///
  /// - Returns: Nil when a key is smaller than the one before it. The order of equal keys is the caller's word.
  /// - Complexity: O(*n*).
  package init?(sorted entries: some Sequence<Entry>) {
    var builder = Builder()
    var last: Key?
    for entry in entries {
      if let last, entry.key < last { return nil }
      last = entry.key
      builder.append(entry)
    }
    self = builder.finish()
  }

  /// Puts entries in that are in ascending order, and none of which is there yet.
  ///
  /// `isBefore` tells whether an entry that was there comes before a new one with an equal key.
  ///
  /// - Returns: Whether two entries have the same key, one of them new.
  /// - Complexity: O(*n* + *m*) for *m* entries beside *n* that were there, O(*m* log *n*) where they are few.
  mutating func insert(
    sorted added: some RandomAccessCollection<Entry>, isBefore: (UInt32, Entry) -> Bool
  ) -> Bool {
    guard added.count > count / 32 else { return insert(few: added, isBefore: isBefore) }
    var hasTies = false
    var builder = Builder()
    var rest = start
    var old = rest.next()
    var last: Key?
    for entry in added {
      if last == entry.key { hasTies = true }
      last = entry.key
      while let next = old, next.key < entry.key {
        builder.append(next)
        old = rest.next()
      }
      if old?.key == entry.key {
        hasTies = true
        // Looked for in the tree, so that not all that is equal is asked about.
        var gap = cursor(at: entry.key) { isBefore($0, entry) }
        let following = gap.next()
        while let next = old, next.key == entry.key, next != following {
          builder.append(next)
          old = rest.next()
        }
      }
      builder.append(entry)
    }
    while let next = old {
      builder.append(next)
      old = rest.next()
    }
    self = builder.finish()
    return hasTies
  }

  private mutating func insert(few added: some Sequence<Entry>, isBefore: (UInt32, Entry) -> Bool) -> Bool {
    var hasTies = false
    for entry in added {
      var gap = cursor(before: entry.key)
      if gap.next()?.key == entry.key { hasTies = true }
      _ = insert(entry, passes: { isBefore($0, entry) }, isSame: { $0 == entry.slot })
    }
    return hasTies
  }

  /// Makes a tree with full nodes of entries in ascending order.
  private struct Builder {
    private var leaves: [Node] = []
    private var count = 0
    private let limit = Node.limit(atLevel: 0)

    mutating func append(_ entry: Entry) {
      let index = count % limit
      if index == 0 { leaves.append(Node.make(level: 0, capacity: limit)) }
      leaves[leaves.count - 1].withView { $0.insert(entry, child: nil, at: index) }
      count += 1
    }

    consuming func finish() -> OrderedTree {
      var nodes = leaves
      while nodes.count > 1 { nodes = OrderedTree.parents(of: nodes) }
      return OrderedTree(root: nodes.first, count: count)
    }
  }

  private static func parents(of nodes: [Node]) -> [Node] {
    let level = (nodes.first?.level ?? 0) + 1
    let limit = Node.limit(atLevel: level)
    return stride(from: 0, to: nodes.count, by: limit).map { start in
      let children = nodes[start..<min(start + limit, nodes.count)]
      let parent = Node.make(level: level, capacity: children.count)
      parent.withView { view in
        for child in children { view.insert(child.firstEntry, child: child, at: view.count) }
      }
      return parent
    }
  }
}
