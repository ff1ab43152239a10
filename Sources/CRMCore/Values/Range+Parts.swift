import Dispatch
import Synchronization

extension Range<Int> {
  /// What a body makes of the parts of the range, in their order.
  ///
  /// - Parameters:
  ///   - size: How many numbers a part has; the last may have fewer.
  ///   - concurrently: Whether several parts are worked on at a time, by as many threads as the machine has to spare: for parts that take more than
  ///     some ten microseconds and wait for nothing.
  package func map<T: Sendable, E>(
    inPartsOf size: Int, concurrently: Bool, _ body: @Sendable (Range<Int>) throws(E) -> T
  ) -> [Result<T, E>] {
    let starts = stride(from: lowerBound, to: upperBound, by: size)
    let parts = starts.map { $0..<Swift.min($0 + size, upperBound) }
    @Sendable func result(of part: Range<Int>) -> Result<T, E> { Result { () throws(E) in try body(part) } }
    guard concurrently, parts.count > 1 else { return parts.map(result(of:)) }
    let results = Mutex<[Result<T, E>?]>(Array(repeating: nil, count: parts.count))
    DispatchQueue.concurrentPerform(iterations: parts.count) { position in
      let result = result(of: parts[position])
      results.withLock { $0[position] = result }
    }
    return results.withLock { $0.compactMap(\.self) }
  }
}
