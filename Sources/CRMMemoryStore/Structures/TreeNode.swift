struct TreeNodeHeader {
  var count: UInt16
  let capacity: UInt16
  let level: UInt8
}

/// A node of an ``OrderedTree``: one allocation that holds sorted keys, their slots and, above the leaves, children.
///
/// All levels look alike: an inner node holds, for each child, the child's first entry. So every entry that a comparator
/// may be asked about is in a leaf as well, and its record is alive.
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

  /// The most entries that a node may hold. Leaves stay below a kilobyte, where the allocator is quick;
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

/// The contents of a ``TreeNode``, valid while the node is held by `withView`.
struct TreeNodeView<Key: TreeKey> {
  let header: UnsafeMutablePointer<TreeNodeHeader>
  let base: UnsafeMutableRawPointer

  @inline(__always) var level: Int { Int(header.pointee.level) }
  @inline(__always) var capacity: Int { Int(header.pointee.capacity) }

  @inline(__always) var count: Int {
    get { Int(header.pointee.count) }
    nonmutating set { header.pointee.count = UInt16(newValue) }
  }

  @inline(__always) var keys: UnsafeMutablePointer<Key> {
    base.assumingMemoryBound(to: Key.self)
  }

  @inline(__always) var slots: UnsafeMutablePointer<UInt32> {
    (base + capacity * MemoryLayout<Key>.stride).assumingMemoryBound(to: UInt32.self)
  }

  /// Only above the leaves.
  @inline(__always) var children: UnsafeMutablePointer<TreeNode<Key>> {
    (base + capacity * (MemoryLayout<Key>.stride + 4)).assumingMemoryBound(to: TreeNode<Key>.self)
  }

  /// A child for reading, without the cost of reference counting: the tree that is being read holds it.
  @inline(__always)
  func child(at index: Int) -> Unmanaged<TreeNode<Key>> {
    UnsafeRawPointer(children + index).load(as: Unmanaged<TreeNode<Key>>.self)
  }

  @inline(__always)
  func entry(at index: Int) -> TreeEntry<Key> {
    TreeEntry(key: keys[index], slot: slots[index])
  }

  @inline(__always)
  func setEntry(_ entry: TreeEntry<Key>, at index: Int) {
    keys[index] = entry.key
    slots[index] = entry.slot
  }

  /// The number of entries that lie before the gap: those with a smaller key, and those with an equal key whose slot
  /// `passes`. `passes` must hold for a first part of the equal entries and for none after.
  @inline(__always)
  func partition(_ key: Key, _ passes: (UInt32) -> Bool) -> Int {
    let keys = self.keys
    let count = self.count
    // Not a binary search: these loads do not wait for one another, so a node that is not in the cache costs one trip to
    // memory, not four. First the last key of each cache line, then the keys of one line.
    let line = 64 / MemoryLayout<Key>.stride
    var low = 0
    var probe = line - 1
    while probe < count {
      low &+= keys[probe] < key ? line : 0
      probe &+= line
    }
    let end = min(low &+ line, count)
    var index = low
    while index < end {
      low &+= keys[index] < key ? 1 : 0
      index &+= 1
    }
    guard low < count, keys[low] == key else { return low }
    return low + partitionEqual(key, low, passes)
  }

  private func partitionEqual(_ key: Key, _ start: Int, _ passes: (UInt32) -> Bool) -> Int {
    var low = start
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if keys[middle] == key && passes(slots[middle]) { low = middle + 1 } else { high = middle }
    }
    return low - start
  }

  /// Puts an entry, and above the leaves its child, at `index`. There must be room, and the node must not be shared.
  @inline(__always)
  func insert(_ entry: TreeEntry<Key>, child: TreeNode<Key>?, at index: Int) {
    let moved = count - index
    (keys + index + 1).update(from: keys + index, count: moved)
    (slots + index + 1).update(from: slots + index, count: moved)
    setEntry(entry, at: index)
    if let child {
      (children + index + 1).moveInitialize(from: children + index, count: moved)
      (children + index).initialize(to: child)
    }
    count += 1
  }

  /// Takes the entry, and above the leaves its child, at `index` out. The node must not be shared.
  func remove(at index: Int) {
    let moved = count - index - 1
    (keys + index).update(from: keys + index + 1, count: moved)
    (slots + index).update(from: slots + index + 1, count: moved)
    if level > 0 {
      (children + index).deinitialize(count: 1)
      (children + index).moveInitialize(from: children + index + 1, count: moved)
    }
    count -= 1
  }

  /// Copies the entries of `range` of another node of the same level to the end. There must be room.
  func append(_ range: Range<Int>, of other: TreeNodeView) {
    let start = range.lowerBound
    (keys + count).update(from: other.keys + start, count: range.count)
    (slots + count).update(from: other.slots + start, count: range.count)
    if level > 0 { (children + count).initialize(from: other.children + start, count: range.count) }
    count += range.count
  }
}

/// A key and the slot of its record.
package struct TreeEntry<Key: TreeKey>: BitwiseCopyable, Sendable {
  package let key: Key
  package let slot: UInt32

  package init(key: Key, slot: UInt32) {
    self.key = key
    self.slot = slot
  }
}

extension TreeEntry: Equatable {}
