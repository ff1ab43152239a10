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
    var last: Key?
    for entry in added {
      if last == entry.key { hasTies = true }
      last = entry.key
      rest.move { view, index in
        view.end(ofRunFrom: index) { $0.key < entry.key }
      } over: { view, run in
        builder.append(run, of: view)
      }
      if rest.following?.key == entry.key {
        hasTies = true
        // Looked for in the tree, so that not all that is equal is asked about.
        var gap = cursor(at: entry.key) { isBefore($0, entry) }
        let following = gap.next()
        rest.move { view, index in
          view.end(ofRunFrom: index) { $0.key == entry.key && $0 != following }
        } over: { view, run in
          builder.append(run, of: view)
        }
      }
      builder.append(entry)
    }
    rest.move { view, _ in
      view.count
    } over: { view, run in
      builder.append(run, of: view)
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
    /// The last of the leaves, without the cost of reference counting.
    private var leaf: Unmanaged<Node>?
    private var count = 0
    private let limit = Node.limit(atLevel: 0)

    mutating func append(_ entry: Entry) {
      let index = indexInLeaf()
      leaf?._withUnsafeGuaranteedRef { $0.withView { $0.insert(entry, child: nil, at: index) } }
      count += 1
    }

    /// Appends entries of another leaf.
    mutating func append(_ run: Range<Int>, of view: TreeNodeView<Key>) {
      var start = run.lowerBound
      while start < run.upperBound {
        let end = min(run.upperBound, start + limit - indexInLeaf())
        leaf?._withUnsafeGuaranteedRef { $0.withView { $0.append(start..<end, of: view) } }
        count += end - start
        start = end
      }
    }

    /// Where in the last leaf the next entry goes, which is a new one when that before it is full.
    private mutating func indexInLeaf() -> Int {
      let index = count % limit
      guard index == 0 else { return index }
      let new = Node.make(level: 0, capacity: limit)
      leaves.append(new)
      leaf = Unmanaged.passUnretained(new)
      return 0
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
