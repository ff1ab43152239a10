import Synchronization

/// Publishes the change sets of a store to those who follow it.
///
/// Each follower has a bounded buffer of its own. A follower that falls behind loses the oldest change sets, which it sees by a gap in
/// ``ChangeSet/sequence``; it reads the store again then. Nobody waits for a slow follower.
public final class ChangeFeed: Sendable {
  private struct Followers {
    var continuations: [UInt64: AsyncStream<ChangeSet>.Continuation] = [:]
    var next: UInt64 = 0
    var isFinished = false
  }

  private let followers = Mutex(Followers())

  /// Creates a feed without followers.
  public init() {}

  /// Follows the feed from now on. The sequence ends when the store is closed, and the following when the task is cancelled or the
  /// sequence is dropped.
  ///
  /// - Parameter buffering: How many change sets are kept for a slow follower, at least 1.
  public func changes(buffering limit: Int = 256) -> AsyncStream<ChangeSet> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: ChangeSet.self, bufferingPolicy: .bufferingNewest(max(1, limit)))
    let number: UInt64? = followers.withLock { followers in
      guard !followers.isFinished else { return nil }
      followers.next += 1
      followers.continuations[followers.next] = continuation
      return followers.next
    }
    guard let number else {
      continuation.finish()
      return stream
    }
    continuation.onTermination = { [weak self] _ in
      _ = self?.followers.withLock { $0.continuations.removeValue(forKey: number) }
    }
    return stream
  }

  /// Publishes a commit. Stores call this in the order of their commits.
  public func publish(_ changes: ChangeSet) {
    for continuation in followers.withLock({ Array($0.continuations.values) }) { continuation.yield(changes) }
  }

  /// Whether anybody follows, so that a store may save the work of describing changes.
  public var hasFollowers: Bool { followers.withLock { !$0.continuations.isEmpty } }

  /// Ends the sequences of all followers.
  public func finish() {
    let continuations = followers.withLock { followers in
      followers.isFinished = true
      defer { followers.continuations = [:] }
      return Array(followers.continuations.values)
    }
    for continuation in continuations { continuation.finish() }
  }
}
