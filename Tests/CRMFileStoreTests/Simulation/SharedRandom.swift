import CRMCore
import Synchronization

/// Numbers that several tasks draw from one seed.
final class SharedRandom: Sendable {
  private let generator: Mutex<SplitMix64>

  init(seed: UInt64) { generator = Mutex(SplitMix64(seed: seed)) }

  func next() -> UInt64 { generator.withLock { $0.next() } }

  func number(in range: Range<Int>) -> Int { generator.withLock { Int.random(in: range, using: &$0) } }

  /// True once in `count` times, on average.
  func oneIn(_ count: Int) -> Bool { number(in: 0..<count) == 0 }

  func element<C: RandomAccessCollection>(of collection: C) -> C.Element? where C.Index == Int {
    collection.isEmpty ? nil : collection[number(in: collection.startIndex..<collection.endIndex)]
  }
}
