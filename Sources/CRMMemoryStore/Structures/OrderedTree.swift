/// A persistent B+ tree of keys and the slots of their records: an index's order as plain bits.
///
/// Several entries may share a key (a hash, or the first bytes of a longer value). The caller settles their order
/// through the records with a comparator given to each operation; it must be the same strict, total order of slots each
/// time, and it is only ever asked about slots that are in the tree or given to the operation. So an entry is removed
/// *before* its record changes, and inserted after. Without a comparator, equal keys are ordered by slot.
///
/// Copying is O(1) and makes a snapshot; a change copies the nodes on its path that a snapshot shares, and no others.
///
/// `@unchecked` because the nodes are classes: a node is changed only when its tree holds the one reference to it
/// (``TreeNode/makeWritable(_:room:)``), so no two trees, and no two threads, ever see a node change.
package struct OrderedTree<Key: TreeKey>: @unchecked Sendable {
  typealias Node = TreeNode<Key>
  package typealias Entry = TreeEntry<Key>

  var root: Node?

  /// The number of entries.
  package internal(set) var count: Int

  package init() { self.init(root: nil, count: 0) }

  init(root: Node?, count: Int) {
    self.root = root
    self.count = count
  }

  package var isEmpty: Bool { count == 0 }

  /// Whether the entry is in the tree.
  ///
  /// `isBefore` orders slots with equal keys.
  ///
  /// - Complexity: O(log *n*).
  package func contains(_ key: Key, _ slot: UInt32, isBefore: (UInt32, UInt32) -> Bool = { $0 < $1 }) -> Bool {
    guard let entry = lastEntry(through: key, { $0 == slot || isBefore($0, slot) }) else { return false }
    return entry.key == key && entry.slot == slot
  }

  /// The last entry before a gap: the greatest with a key below `key`, or an equal key and a slot that `passes`.
  ///
  /// `passes` must hold for a first part of the entries with an equal key, and for none after.
  ///
  /// - Complexity: O(log *n*).
  @inline(__always)
  package func lastEntry(through key: Key, _ passes: (UInt32) -> Bool = { _ in true }) -> Entry? {
    guard var node = root.map({ Unmanaged.passUnretained($0) }) else { return nil }
    var found: Entry?
    var isLeaf = false
    repeat {
      node._withUnsafeGuaranteedRef {
        $0.withView { view in
          let index = view.partition(key, passes) - 1
          isLeaf = view.level == 0 || index < 0
          if index < 0 { return }
          if isLeaf { found = view.entry(at: index) } else { node = view.child(at: index) }
        }
      }
    } while !isLeaf
    return withExtendedLifetime(self) { found }
  }

  /// The first result that a body has for the slots of the entries with a key.
  ///
  /// It is for trees of hashes: mostly there is one entry or none, which a way down shows that notes nothing.
  func firstMatch<Result>(_ key: Key, _ body: (UInt32) -> Result?) -> Result? {
    guard let last = lastEntry(through: key), last.key == key else { return nil }
    if let match = body(last.slot) { return match }
    var cursor = cursor(before: key)
    while let entry = cursor.next(), entry != last {
      if let match = body(entry.slot) { return match }
    }
    return nil
  }
}
