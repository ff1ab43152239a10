/// A key and the slot of its record.
package struct TreeEntry<Key: TreeKey>: BitwiseCopyable, Equatable, Sendable {
  package let key: Key
  package let slot: UInt32

  package init(key: Key, slot: UInt32) {
    self.key = key
    self.slot = slot
  }
}
