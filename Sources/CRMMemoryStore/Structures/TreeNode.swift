struct TreeNodeHeader {
  var count: UInt16
  let capacity: UInt16
  let level: UInt8
}

/// A node of an ``OrderedTree``: one allocation that holds sorted keys, their slots and, above the leaves, children.
///
/// All levels look alike: an inner node holds, for each child, the child's first entry. So every entry that a
/// comparator may be asked about is in a leaf as well, and its record is alive.
///
/// Nodes grow in small steps up to their level's limit, which keeps the memory of a half-filled node near half.
final class TreeNode<Key: TreeKey>: ManagedBuffer<TreeNodeHeader, UInt64> {
  deinit {
    withView { view in
      if view.level > 0 { view.children.deinitialize(count: view.count) }
    }
  }

  /// An empty node with room for `capacity` entries, rounded up to a whole step.
  static func make(level: Int, capacity: Int) -> TreeNode {
    let step = 8
    let capacity = min((capacity + step - 1) / step * step, limit(atLevel: level))
    let entryBytes = MemoryLayout<Key>.stride + 4 + (level > 0 ? 8 : 0)
    let buffer = create(minimumCapacity: capacity * entryBytes / 8) { _ in
      TreeNodeHeader(count: 0, capacity: UInt16(capacity), level: UInt8(level))
    }
    return unsafeDowncast(buffer, to: TreeNode.self)
  }

  /// The most entries that a node may hold.
  ///
  /// Leaves stay below a kilobyte, where the allocator is quick;
  /// inner nodes are narrower, since copying one touches the reference count of every child.
  @inline(__always)
  static func limit(atLevel level: Int) -> Int {
    level > 0 ? 32 : (MemoryLayout<Key>.stride > 8 ? 48 : 64)
  }

  /// The fewest entries of a node outside the right edge of its tree.
  @inline(__always)
  static func minimum(atLevel level: Int) -> Int {
    limit(atLevel: level) / 4
  }

  @inline(__always)
  func withView<Result>(_ body: (TreeNodeView<Key>) throws -> Result) rethrows -> Result {
    try withUnsafeMutablePointers { header, words in
      try body(TreeNodeView(header: header, base: UnsafeMutableRawPointer(words)))
    }
  }

  @inline(__always) var count: Int { withView { $0.count } }
  @inline(__always) var level: Int { withView { $0.level } }
  @inline(__always) var firstEntry: TreeEntry<Key> { withView { $0.entry(at: 0) } }

  /// A new node with the entries of `range`, and room for `room` more.
  func copy(_ range: Range<Int>, room: Int = 0) -> TreeNode {
    withView { source in
      let node = TreeNode.make(level: source.level, capacity: range.count + room)
      node.withView { $0.append(range, of: source) }
      return node
    }
  }

  /// Makes `node` safe to change in place with room for `room` more entries: copied when it is shared or too small.
  @inline(__always)
  static func makeWritable(_ node: inout TreeNode, room: Int = 0) {
    let (count, capacity) = node.withView { ($0.count, $0.capacity) }
    if isKnownUniquelyReferenced(&node), count + room <= capacity { return }
    node = node.copy(0..<count, room: room)
  }
}
