extension OrderedTree {
  /// A tree with full nodes, from entries in ascending order.
  ///
  /// - Returns: Nil when a key is smaller than the one before it. The order of equal keys is the caller's word.
  /// - Complexity: O(*n*).
  package init?(sorted entries: some Sequence<Entry>) {
    self.init()
    var nodes: [Node] = []
    var last: Key?
    for entry in entries {
      if let last, entry.key < last { return nil }
      last = entry.key
      if count % Node.limit(atLevel: 0) == 0 {
        nodes.append(Node.make(level: 0, capacity: Node.limit(atLevel: 0)))
      }
      nodes[nodes.count - 1].withView { $0.insert(entry, child: nil, at: $0.count) }
      count += 1
    }
    while nodes.count > 1 { nodes = Self.parents(of: nodes) }
    root = nodes.first
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
