extension OrderedTree {
  /// A gap between two entries of a snapshot of the tree, from which to read in both directions.
  ///
  /// As a sequence, it gives the entries after the gap, ascending. It keeps its snapshot alive; changes to the tree do
  /// not show.
  ///
  /// `@unchecked` because the nodes are classes, which no one changes while this holds their root.
  package struct Cursor: Sequence, IteratorProtocol, @unchecked Sendable {
    private let root: Node?
    private var leaf: Unmanaged<Node>?
    private var index = 0
    /// The child taken at each level above the leaves, six bits a level, the lowest level first.
    private var path: UInt64 = 0

    /// The gap before the first entry, or after the last.
    fileprivate init(_ root: Node?, atEnd: Bool) {
      self.root = root
      if let root {
        descend(from: root) { view in atEnd ? view.count : 0 }
      }
    }

    /// The gap after the entries with a smaller key, and those with an equal key whose slot `passes`.
    fileprivate init(_ root: Node?, after key: Key, _ passes: (UInt32) -> Bool) {
      self.root = root
      if let root {
        descend(from: root) { $0.partition(key, passes) }
      }
    }
  }

  /// The gap before the first entry.
  package var start: Cursor { Cursor(root, atEnd: false) }

  /// The gap after the last entry.
  package var end: Cursor { Cursor(root, atEnd: true) }

  /// The gap before the first entry whose key is at least `key`.
  package func cursor(before key: Key) -> Cursor {
    Cursor(root, after: key) { _ in false }
  }

  /// The gap after the last entry whose key is at most `key`.
  package func cursor(after key: Key) -> Cursor {
    Cursor(root, after: key) { _ in true }
  }

  /// The gap after the entries with a smaller key, and those with an equal key whose slot `passes`.
  ///
  /// `passes` must hold for a first part of the entries with an equal key and for none after. It is how to find a place
  /// among ties: `{ record($0) < bound }` is the gap before the first that is not below the bound, and
  /// `{ record($0) <= bound }` the gap after the last that is not above it.
  ///
  /// - Complexity: O(log *n*).
  package func cursor(at key: Key, passing passes: (UInt32) -> Bool) -> Cursor {
    Cursor(root, after: key, passes)
  }
}

extension OrderedTree.Cursor {
  /// Walks down to a leaf, noting the path; `gap` picks the gap in each node, and a gap after a child leads into it.
  private mutating func descend(from start: TreeNode<Key>, _ gap: (TreeNodeView<Key>) -> Int) {
    var node = Unmanaged.passUnretained(start)
    for level in stride(from: start.level, to: 0, by: -1) {
      node = node._withUnsafeGuaranteedRef {
        $0.withView { view in
          let child = Swift.max(gap(view) - 1, 0)
          setChild(child, at: level)
          return view.child(at: child)
        }
      }
    }
    leaf = node
    index = node._withUnsafeGuaranteedRef { $0.withView(gap) }
  }

  private func child(at level: Int) -> Int {
    Int(path >> UInt64(6 * (level - 1)) & 63)
  }

  private mutating func setChild(_ child: Int, at level: Int) {
    let shift = UInt64(6 * (level - 1))
    path = (path & ~(63 << shift)) | UInt64(child) << shift
  }

  /// Moves to the neighbouring leaf: to its start when forward, to its end when not.
  ///
  /// - Returns: False, without moving, when there is none.
  private mutating func moveLeaf(forward: Bool) -> Bool {
    guard let root else { return false }
    // The lowest node on the path that has a further child.
    var turn: (node: TreeNode<Key>, child: Int)?
    var node = root
    for level in stride(from: root.level, to: 0, by: -1) {
      let taken = child(at: level)
      let next = forward ? taken + 1 : taken - 1
      if next >= 0 && next < node.count { turn = (node, next) }
      node = node.withView { $0.children[taken] }
    }
    guard let turn else { return false }
    setChild(turn.child, at: turn.node.level)
    descend(from: turn.node.withView { $0.children[turn.child] }) { forward ? 0 : $0.count }
    return true
  }

  /// The entry at an index of the leaf, if there is one.
  @inline(__always)
  private func entry(at index: Int) -> Element? {
    guard let leaf else { return nil }
    return withExtendedLifetime(root) {
      leaf._withUnsafeGuaranteedRef {
        $0.withView { view in index >= 0 && index < view.count ? view.entry(at: index) : nil }
      }
    }
  }

  /// Moves over the entry after the gap.
  ///
  /// - Returns: The entry, or nil when the gap is after the last.
  /// - Complexity: O(1) on average.
  @inline(__always)
  package mutating func next() -> TreeEntry<Key>? {
    var found = entry(at: index)
    if found == nil {
      guard moveLeaf(forward: true) else { return nil }
      found = entry(at: index)
    }
    index += 1
    return found
  }

  /// Moves back over the entry before the gap.
  ///
  /// - Returns: The entry, or nil when the gap is before the first.
  /// - Complexity: O(1) on average.
  @inline(__always)
  package mutating func previous() -> TreeEntry<Key>? {
    var found = entry(at: index - 1)
    if found == nil {
      guard moveLeaf(forward: false) else { return nil }
      found = entry(at: index - 1)
    }
    index -= 1
    return found
  }

  /// Moves on, and shows what it moves over as rows of entries, each in one leaf.
  ///
  /// - Parameters:
  ///   - end: Where in a leaf to stop, behind an index or at it; where that is the leaf's end, the next leaf is asked about too.
  ///   - body: Takes a leaf's row.
  @inline(__always)
  mutating func move(
    to end: (TreeNodeView<Key>, _ index: Int) -> Int, over body: (TreeNodeView<Key>, Range<Int>) -> Void
  ) {
    repeat {
      guard let leaf else { return }
      let start = index
      let isDone = leaf._withUnsafeGuaranteedRef {
        $0.withView { view in
          index = end(view, start)
          if index > start { body(view, start..<index) }
          return index < view.count
        }
      }
      if isDone { return }
    } while moveLeaf(forward: true)
  }

  /// The entry behind the gap after a ``move(to:over:)``; nil at the end.
  @inline(__always)
  var following: TreeEntry<Key>? { entry(at: index) }

  /// The entries before the gap, descending.
  package var descending: some Sequence<TreeEntry<Key>> {
    sequence(state: self) { $0.previous() }
  }
}
