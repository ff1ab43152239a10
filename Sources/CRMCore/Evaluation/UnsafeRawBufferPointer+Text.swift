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
  func contains(_ other: UnsafeRawBufferPointer) -> Bool {
    guard let first = other.first else { return true }
    guard let base = baseAddress, let wanted = other.baseAddress else { return false }
    var start = 0
    while start <= count - other.count {
      guard let found = memchr(base + start, Int32(first), count - other.count - start + 1) else { return false }
      if memcmp(found, wanted, other.count) == 0 { return true }
      start = base.distance(to: UnsafeRawPointer(found)) + 1
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
