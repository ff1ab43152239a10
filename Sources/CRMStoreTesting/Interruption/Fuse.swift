import Synchronization

/// Lets so many writes through, and none after them: what interrupts the transactions of a ``FusedStore``.
public final class Fuse: Sendable {
  /// What a write throws that the fuse does not let through.
  public struct Blown: Error, Hashable {}

  private let left = Mutex<Int?>(nil)

  /// Lets everything through.
  public init() {}

  /// Lets so many more writes through, commits among them, and then none.
  public func blow(after count: Int) { left.withLock { $0 = max(count, 0) } }

  /// Lets everything through again.
  public func mend() { left.withLock { $0 = nil } }

  func pass() throws {
    try left.withLock { left in
      guard let count = left else { return }
      if count == 0 { throw Blown() }
      left = count - 1
    }
  }
}
