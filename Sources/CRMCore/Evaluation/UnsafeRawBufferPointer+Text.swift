import Foundation

extension UnsafeRawBufferPointer {
  /// Less than, equal to or greater than 0, as these bytes come before others, are the same, or come behind them.
  @inline(__always)
  func ordered(to other: UnsafeRawBufferPointer) -> Int {
    if let left = baseAddress, let right = other.baseAddress {
      let order = memcmp(left, right, Swift.min(count, other.count))
      if order != 0 { return Int(order) }
    }
    return count - other.count
  }

  func begins(with other: UnsafeRawBufferPointer) -> Bool {
    count >= other.count && UnsafeRawBufferPointer(rebasing: self[..<other.count]).ordered(to: other) == 0
  }

  func ends(with other: UnsafeRawBufferPointer) -> Bool {
    count >= other.count && UnsafeRawBufferPointer(rebasing: self[(count - other.count)...]).ordered(to: other) == 0
  }

  /// Whether others occur among these bytes.
  ///
  /// - Complexity: O(*n* + *m*).
  func contains(_ other: UnsafeRawBufferPointer) -> Bool {
    guard let first = other.first else { return true }
    guard let base = baseAddress, let wanted = other.baseAddress else { return false }
    var start = 0
    // Each place that begins rightly may cost as many comparisons as there are bytes to find: where they are too many, there is another way.
    var triesLeft = 64 + 16 * count / other.count
    while start <= count - other.count {
      guard let found = memchr(base + start, Int32(first), count - other.count - start + 1) else { return false }
      if memcmp(found, wanted, other.count) == 0 { return true }
      start = base.distance(to: UnsafeRawPointer(found)) + 1
      triesLeft -= 1
      if triesLeft == 0 { return UnsafeRawBufferPointer(rebasing: self[start...]).containsRepetitive(other) }
    }
    return false
  }

  /// Whether others occur among these bytes, found by what they repeat of themselves (Knuth, Morris & Pratt 1977): no byte is looked at twice.
  private func containsRepetitive(_ other: UnsafeRawBufferPointer) -> Bool {
    // For each place the length of the longest beginning that also ends there.
    var borders = [Int](repeating: 0, count: other.count)
    var length = 0
    for place in 1..<other.count {
      while length > 0, other[place] != other[length] { length = borders[length - 1] }
      if other[place] == other[length] { length += 1 }
      borders[place] = length
    }
    length = 0
    for byte in self {
      while length > 0, byte != other[length] { length = borders[length - 1] }
      if byte == other[length] { length += 1 }
      if length == other.count { return true }
    }
    return false
  }

  /// The packed currency and the minor units of the money that these bytes are.
  @inline(__always)
  func moneyParts() throws -> (currency: UInt64, minorUnits: Int64) {
    guard count >= 8 else { throw RecordError.damaged }
    return (
      UInt64(littleEndian: loadUnaligned(as: UInt64.self)),
      ValueCoding.integer(UnsafeRawBufferPointer(rebasing: self[8...]))
    )
  }
}

extension [Int64] {
  /// Whether an element is that value; they are sorted.
  func containsSorted(_ value: Int64) -> Bool {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] == value { return true }
      if self[middle] < value { low = middle + 1 } else { high = middle }
    }
    return false
  }
}

extension [[UInt8]] {
  /// Whether an element is made of those bytes; they are sorted.
  func containsSorted(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      let order = self[middle].withUnsafeBytes { $0.ordered(to: bytes) }
      if order == 0 { return true }
      if order < 0 { low = middle + 1 } else { high = middle }
    }
    return false
  }
}
