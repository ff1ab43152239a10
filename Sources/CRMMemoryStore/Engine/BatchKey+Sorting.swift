extension [BatchKey] {
  /// Sorts by the keys; equal keys stay in the order in which they are.
  ///
  /// A radix sort from the highest bits on (Knuth, The Art of Computer Programming, volume 3, 5.2.5): into so many heaps that few are left
  /// for each, which are put in order one by one (5.2.1). Bits that all keys of a heap share are left out.
  ///
  /// - Complexity: O(*n*).
  mutating func sortByKey() {
    guard count > 1 else { return }
    var other = self
    withUnsafeMutableBufferPointer { keys in
      other.withUnsafeMutableBufferPointer { other in BatchKey.sort(keys, other) }
    }
  }
}

extension BatchKey {
  private static let smallCount = 32
  private static let widthLimit = 12

  /// Sorts keys, with room for as many others.
  fileprivate static func sort(
    _ keys: UnsafeMutableBufferPointer<BatchKey>, _ other: UnsafeMutableBufferPointer<BatchKey>
  ) {
    guard keys.count > smallCount, let first = keys.first?.key else { return sortFew(keys) }
    let differing = keys.reduce(0) { $0 | ($1.key ^ first) }
    let bits = UInt64.bitWidth - differing.leadingZeroBitCount
    guard bits > 0 else { return }
    let width = min(bits, widthLimit, Int.bitWidth - keys.count.leadingZeroBitCount - 3)
    let (shift, mask) = (UInt64(bits - width), UInt64(1) << UInt64(width) - 1)
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 1 << width) { ends in
      ends.initialize(repeating: 0)
      for entry in keys { ends[Int(entry.key &>> shift & mask)] &+= 1 }
      var start = 0
      for heap in ends.indices { (ends[heap], start) = (start, start &+ ends[heap]) }
      for entry in keys {
        let heap = Int(entry.key &>> shift & mask)
        other[ends[heap]] = entry
        ends[heap] &+= 1
      }
      _ = keys.update(fromContentsOf: other)
      guard shift > 0 else { return }
      start = 0
      for end in ends {
        if end &- start > 1 {
          sort(
            UnsafeMutableBufferPointer(rebasing: keys[start..<end]),
            UnsafeMutableBufferPointer(rebasing: other[start..<end])
          )
        }
        start = end
      }
    }
  }

  private static func sortFew(_ keys: UnsafeMutableBufferPointer<BatchKey>) {
    for position in keys.indices.dropFirst() {
      let entry = keys[position]
      var place = position
      while place > 0, keys[place &- 1].key > entry.key {
        keys[place] = keys[place &- 1]
        place &-= 1
      }
      keys[place] = entry
    }
  }
}
