/// Numbers different keys from 0 on, in the order in which they first occur.
package struct ByteTable: Sendable {
  /// A key's number plus 1, or 0, at places that the keys' hashes give; a power of two of them.
  private var places = [Int32](repeating: 0, count: 16)
  private var hashes: [Int] = []
  private var ends: [Int] = []
  private var bytes: [UInt8] = []

  package init() {}

  /// How many different keys there are.
  package var count: Int { ends.count }

  /// The key of a number.
  package func key(at number: Int) -> ArraySlice<UInt8> { bytes[(number == 0 ? 0 : ends[number - 1])..<ends[number]] }

  /// The numbers in the order of their keys.
  func sorted() -> [Int] {
    bytes.withUnsafeBytes { bytes in
      (0..<count).sorted { left, right in
        let leftKey = UnsafeRawBufferPointer(rebasing: bytes[range(left)])
        return leftKey.ordered(to: UnsafeRawBufferPointer(rebasing: bytes[range(right)])) < 0
      }
    }
  }

  /// The number of a key, and whether it is new.
  package mutating func insert(_ key: UnsafeRawBufferPointer) -> (number: Int, isNew: Bool) {
    // Few are sooner compared than a hash is made.
    if count <= 8, let number = firstNumber(of: key) { return (number, false) }
    var hasher = Hasher()
    hasher.combine(bytes: key)
    let hash = hasher.finalize()
    var place = hash & (places.count - 1)
    while places[place] != 0 {
      let number = Int(places[place]) - 1
      if hashes[number] == hash, holds(key, at: number) { return (number, false) }
      place = (place + 1) & (places.count - 1)
    }
    bytes.append(contentsOf: key)
    ends.append(bytes.count)
    hashes.append(hash)
    places[place] = Int32(ends.count)
    if ends.count * 2 > places.count { grow() }
    return (ends.count - 1, true)
  }

  private func firstNumber(of key: UnsafeRawBufferPointer) -> Int? {
    for number in 0..<count where holds(key, at: number) { return number }
    return nil
  }

  private func range(_ number: Int) -> Range<Int> { (number == 0 ? 0 : ends[number - 1])..<ends[number] }

  private func holds(_ key: UnsafeRawBufferPointer, at number: Int) -> Bool {
    let range = range(number)
    return range.count == key.count
      && bytes.withUnsafeBytes { UnsafeRawBufferPointer(rebasing: $0[range]).ordered(to: key) == 0 }
  }

  private mutating func grow() {
    places = [Int32](repeating: 0, count: places.count * 2)
    for (number, hash) in hashes.enumerated() {
      var place = hash & (places.count - 1)
      while places[place] != 0 { place = (place + 1) & (places.count - 1) }
      places[place] = Int32(number + 1)
    }
  }
}
