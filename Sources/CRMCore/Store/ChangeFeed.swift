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
  private let base: ChangeFeed?
  private let part: @Sendable (ChangeSet) -> ChangeSet?

  /// Creates a feed without followers.
  public init() {
    base = nil
    part = { $0 }
  }

  /// A feed that passes on what a function makes of another feed's change sets; nil passes nothing on.
  ///
  /// The function runs where the follower waits.
  public init(of base: ChangeFeed, _ part: @escaping @Sendable (ChangeSet) -> ChangeSet?) {
    self.base = base
    self.part = part
  }

  /// Follows the feed from now on.
  ///
  /// The sequence ends when the store is closed, and the following when the task is cancelled or the sequence is
  /// dropped.
  ///
  /// - Parameter limit: How many change sets are kept for a slow follower, at least 1.
  public func changes(buffering limit: Int = 256) -> ChangeSequence {
    if let base {
      var changes = base.changes(buffering: limit)
      changes.parts.append(part)
      return changes
    }
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
      return ChangeSequence(stream: stream)
    }
    continuation.onTermination = { [weak self] _ in
      _ = self?.followers.withLock { $0.continuations.removeValue(forKey: number) }
    }
    return ChangeSequence(stream: stream)
  }

  /// Publishes a commit.
  ///
  /// Stores call this in the order of their commits.
  public func publish(_ changes: ChangeSet) {
    for continuation in followers.withLock({ Array($0.continuations.values) }) { continuation.yield(changes) }
  }

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

/// The change sets that a follower of a ``ChangeFeed`` receives, in the order of their commits.
public struct ChangeSequence: AsyncSequence, Sendable {
  let stream: AsyncStream<ChangeSet>
  var parts: [@Sendable (ChangeSet) -> ChangeSet?] = []

  /// Reads the sequence.
  ///
  /// One reader at a time.
  public func makeAsyncIterator() -> Iterator { Iterator(base: stream.makeAsyncIterator(), parts: parts) }

  /// Waits for one change set after the other.
  public struct Iterator: AsyncIteratorProtocol {
    var base: AsyncStream<ChangeSet>.Iterator
    let parts: [@Sendable (ChangeSet) -> ChangeSet?]

    /// The next change set of which anything is left for the follower; nil at the end.
    public mutating func next(isolation actor: isolated (any Actor)?) async -> ChangeSet? {
      while let changes = await base.next(isolation: actor) {
        if let part = parts.reduce(changes as ChangeSet?, { changes, part in changes.flatMap(part) }) { return part }
      }
      return nil
    }
  }
}
