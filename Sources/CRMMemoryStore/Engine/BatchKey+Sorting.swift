extension [BatchKey] {
  /// Sorts by the keys; equal keys stay in the order in which they are.
  ///
  /// A radix sort from the lowest byte on (Knuth, The Art of Computer Programming, volume 3, 5.2.5), which leaves out the bytes that all keys
  /// share.
  ///
  /// - Complexity: O(*n*).
  mutating func sortByKey() {
    guard count > 1 else { return }
    var counts = [Int](repeating: 0, count: 8 * 256)
    counts.withUnsafeMutableBufferPointer { counts in
      for entry in self {
        for byte in 0..<8 { counts[byte << 8 | Int(entry.key >> UInt64(8 * byte) & 0xFF)] += 1 }
      }
    }
    var other = self
    for byte in 0..<8 {
      let ofByte = counts[byte << 8..<(byte + 1) << 8]
      if ofByte.contains(count) { continue }
      var next = 0
      var places = ofByte.map { count in
        defer { next += count }
        return next
      }
      places.withUnsafeMutableBufferPointer { places in
        other.withUnsafeMutableBufferPointer { other in
          for entry in self {
            let value = Int(entry.key >> UInt64(8 * byte) & 0xFF)
            other[places[value]] = entry
            places[value] += 1
          }
        }
      }
      swap(&self, &other)
    }
  }
}
