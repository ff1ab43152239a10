@testable import CRMMemoryStore

/// What an ``OrderedTree`` promises, done plainly: a sorted array.
struct TreeModel: Equatable {
  /// Where each slot stands among others with the same key; nil orders them by slot.
  let ranks: [Int]?
  private(set) var entries: [TreeEntry<UInt64>] = []

  init(ranks: [Int]?) {
    self.ranks = ranks
  }

  func isBefore(_ left: UInt32, _ right: UInt32) -> Bool {
    guard let ranks else { return left < right }
    return ranks[Int(left)] < ranks[Int(right)]
  }

  private func gap(_ entry: TreeEntry<UInt64>) -> Int {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      let other = entries[middle]
      let passes = other.key < entry.key || (other.key == entry.key && isBefore(other.slot, entry.slot))
      if passes { low = middle + 1 } else { high = middle }
    }
    return low
  }

  func contains(_ entry: TreeEntry<UInt64>) -> Bool {
    let index = gap(entry)
    return index < entries.count && entries[index] == entry
  }

  mutating func insert(_ entry: TreeEntry<UInt64>) -> Bool {
    guard !contains(entry) else { return false }
    entries.insert(entry, at: gap(entry))
    return true
  }

  mutating func remove(_ entry: TreeEntry<UInt64>) -> Bool {
    guard contains(entry) else { return false }
    entries.remove(at: gap(entry))
    return true
  }
}

extension OrderedTree {
  /// All entries, ascending.
  var entries: [TreeEntry<Key>] { Array(start) }
}
