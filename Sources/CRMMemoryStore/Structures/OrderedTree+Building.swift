extension OrderedTree {
  /// A tree with full nodes, from entries in ascending order.
  ///
  /// - Returns: Nil when a key is smaller than the one before it. The order of equal keys is the caller's word.
  /// - Complexity: O(*n*).
  package init?(sorted entries: some Sequence<Entry>) {
    self.init()
    var nodes: [Node] = []
    var node: Node?
    for entry in entries {
      if let leaf = node, leaf.count < Node.limit(atLevel: 0) {
        guard leaf.withView({ $0.keys[$0.count - 1] }) <= entry.key else { return nil }
        leaf.withView { $0.insert(entry, child: nil, at: $0.count) }
      } else {
        if let leaf = node {
          guard leaf.withView({ $0.keys[$0.count - 1] }) <= entry.key else { return nil }
        }
        let leaf = Node.make(level: 0, capacity: Node.limit(atLevel: 0))
        leaf.withView { $0.insert(entry, child: nil, at: 0) }
        nodes.append(leaf)
        node = leaf
      }
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
