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

  /// The end of the row of entries from an index on that a condition holds for.
  @inline(__always)
  func end(ofRunFrom start: Int, where condition: (TreeEntry<Key>) -> Bool) -> Int {
    let count = self.count
    var index = start
    while index < count, condition(entry(at: index)) { index += 1 }
    return index
  }

  /// The number of entries before a gap: those with a smaller key, and those with an equal key whose slot `passes`.
  ///
  /// `passes` must hold for a first part of the equal entries and for none after.
  @inline(__always)
  func partition(_ key: Key, _ passes: (UInt32) -> Bool) -> Int {
    let keys = self.keys
    let count = self.count
    // What is added often comes last of all.
    guard count > 0 else { return 0 }
    let last = keys[count - 1]
    if last < key || last == key && passes(slots[count - 1]) { return count }
    // Not a binary search: these loads do not wait for one another, so a node that is not in the cache costs one trip
    // to memory, not four. First the last key of each cache line, then the keys of one line.
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
    return partitionEqual(key, low, passes)
  }

  /// The end of those from `start` on with an equal key whose slot `passes`.
  private func partitionEqual(_ key: Key, _ start: Int, _ passes: (UInt32) -> Bool) -> Int {
    // Asking about a slot costs a trip to its record. What is added mostly comes behind all that is equal, so the last is asked first: where it is the
    // node's last, it has been.
    var high = count - 1
    if keys[high] != key {
      high = start
      while keys[high + 1] == key { high += 1 }
      if passes(slots[high]) { return high + 1 }
    }
    var low = start
    while low < high {
      let middle = (low + high) / 2
      if passes(slots[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Puts an entry, and above the leaves its child, at `index`.
  ///
  /// There must be room, and the node must not be shared.
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

  /// Takes the entry, and above the leaves its child, at `index` out.
  ///
  /// The node must not be shared.
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

  /// Copies the entries of `range` of another node of the same level to the end.
  ///
  /// There must be room.
  func append(_ range: Range<Int>, of other: TreeNodeView) {
    let start = range.lowerBound
    (keys + count).update(from: other.keys + start, count: range.count)
    (slots + count).update(from: other.slots + start, count: range.count)
    if level > 0 { (children + count).initialize(from: other.children + start, count: range.count) }
    count += range.count
  }
}
