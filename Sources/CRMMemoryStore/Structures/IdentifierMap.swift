/// The primary map of a table: from a record's identifier to its slot, in the identifiers' order.
///
/// A persistent B+ tree (see ``OrderedTree``): copying is a snapshot.
package struct IdentifierMap: Sendable {
  private var tree: OrderedTree<IdentifierKey>

  package init() {
    tree = OrderedTree()
  }

  /// A map with full nodes, from entries in strictly ascending order of identifiers.
  ///
  /// - Returns: Nil when they are not.
  /// - Complexity: O(*n*).
  package init?(sorted entries: some Sequence<TreeEntry<IdentifierKey>>) {
    var last: IdentifierKey?
    var isStrict = true
    let checked = entries.lazy.map { entry in
      if let last, last >= entry.key { isStrict = false }
      last = entry.key
      return entry
    }
    guard let tree = OrderedTree(sorted: checked), isStrict else { return nil }
    self.tree = tree
  }

  package var count: Int { tree.count }
  package var isEmpty: Bool { tree.isEmpty }

  /// The slot of an identifier's record.
  ///
  /// - Complexity: O(log *n*).
  package func slot(of key: IdentifierKey) -> UInt32? {
    guard let entry = tree.lastEntry(through: key), entry.key == key else { return nil }
    return entry.slot
  }

  /// The last identifier.
  ///
  /// - Complexity: O(log *n*).
  var last: IdentifierKey? { tree.lastEntry(through: IdentifierKey(high: .max, low: .max))?.key }

  /// Maps an identifier to a slot, unless it is mapped already.
  ///
  /// - Returns: The slot that the identifier is mapped to already; nil when it was new.
  @discardableResult
  package mutating func insert(_ key: IdentifierKey, slot: UInt32) -> UInt32? {
    tree.insert(TreeEntry(key: key, slot: slot), passes: { _ in true }, isSame: { _ in true })
  }

  /// Maps identifiers to slots, in strictly ascending order of the identifiers.
  ///
  /// - Returns: Whether an identifier was mapped already, or came twice; the map is of no use then.
  mutating func insert(sorted entries: some RandomAccessCollection<TreeEntry<IdentifierKey>>) -> Bool {
    tree.insert(sorted: entries) { _, _ in true }
  }

  /// Forgets an identifier.
  ///
  /// - Returns: The slot that it was mapped to.
  @discardableResult
  package mutating func remove(_ key: IdentifierKey) -> UInt32? {
    tree.remove(key, passes: { _ in true }, isSame: { _ in true })
  }

  package typealias Cursor = OrderedTree<IdentifierKey>.Cursor

  /// The gap before the first identifier.
  package var start: Cursor { tree.start }

  /// The gap after the last identifier.
  package var end: Cursor { tree.end }

  /// The gap before the first identifier that is not below `key`.
  package func cursor(before key: IdentifierKey) -> Cursor { tree.cursor(before: key) }

  /// The gap after the last identifier that is not above `key`.
  package func cursor(after key: IdentifierKey) -> Cursor { tree.cursor(after: key) }

  /// Checks everything that the map relies on.
  ///
  /// - Throws: ``InvariantViolation``, the first found.
  package func checkInvariants() throws {
    // No two slots may share an identifier, so none may come before another.
    try tree.checkInvariants { _, _ in false }
  }
}
