import Synchronization

/// Publishes the change sets of a store to those who follow it.
///
/// Each follower has a bounded buffer of its own. A follower that falls behind loses the oldest change sets, which it sees by a gap in
/// ``ChangeSet/sequence``; it reads the store again then. Nobody waits for a slow follower.
public final class ChangeFeed: Sendable {
  /// Where change sets are put for one follower, which takes no time and calls nobody.
  private struct Follower {
    let put: @Sendable (ChangeSet) -> Void
    let finish: @Sendable () -> Void
  }

  private struct Followers {
    /// Mostly few or none, in one piece that a commit takes with it at once.
    var all: [(number: UInt64, follower: Follower)] = []
    var next: UInt64 = 0
    var isFinished = false
  }

  private let followers = Mutex(Followers())
  private let base: ChangeFeed?
  private let part: Part

  /// What is made of each change set; nil passes nothing on.
  typealias Part = @Sendable (ChangeSet) async -> ChangeSet?

  /// Creates a feed without followers.
  public init() {
    base = nil
    part = { $0 }
  }

  /// A feed that passes on what a function makes of another feed's change sets; nil passes nothing on.
  ///
  /// The function runs where the follower waits.
  public init(of base: ChangeFeed, _ part: @escaping @Sendable (ChangeSet) async -> ChangeSet?) {
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
    let follower = Follower(put: { continuation.yield($0) }, finish: { continuation.finish() })
    if let number = add(follower) {
      continuation.onTermination = { [weak self] _ in self?.remove(number) }
    }
    return ChangeSequence(stream: stream)
  }

  /// Follows the feed from now on, with everything that was published at hand at once.
  ///
  /// - Parameter limit: How many change sets are kept.
  func inbox(holding limit: Int = 256) -> ChangeInbox {
    if let base {
      let inbox = base.inbox(holding: limit)
      inbox.parts.append(part)
      return inbox
    }
    let buffer = ChangeInbox.Buffer(limit: limit)
    let number = add(Follower(put: { buffer.put($0) }, finish: { buffer.finish() }))
    return ChangeInbox(buffer) { [weak self] in
      if let number { self?.remove(number) }
    }
  }

  /// Calls somebody for each change set, as it is published and before any part is made of it, until what is returned is dropped.
  ///
  /// - Parameter note: Takes no time and calls nobody.
  func follow(_ note: @escaping @Sendable (ChangeSet) -> Void) -> Following {
    if let base { return base.follow(note) }
    let number = add(Follower(put: note, finish: {}))
    return Following { [weak self] in
      if let number { self?.remove(number) }
    }
  }

  /// Ends when it is dropped.
  final class Following: Sendable {
    private let end: @Sendable () -> Void

    init(end: @escaping @Sendable () -> Void) { self.end = end }

    deinit { end() }
  }

  /// The follower's number; nil when the feed has ended, of which the follower is told.
  private func add(_ follower: Follower) -> UInt64? {
    let number: UInt64? = followers.withLock { followers in
      guard !followers.isFinished else { return nil }
      followers.next += 1
      followers.all.append((followers.next, follower))
      return followers.next
    }
    if number == nil { follower.finish() }
    return number
  }

  private func remove(_ number: UInt64) { followers.withLock { $0.all.removeAll { $0.number == number } } }

  /// How many follow the feed.
  package var followerCount: Int { base?.followerCount ?? followers.withLock { $0.all.count } }

  /// Publishes a commit.
  ///
  /// Stores call this in the order of their commits.
  public func publish(_ changes: ChangeSet) {
    for (_, follower) in followers.withLock({ $0.all }) { follower.put(changes) }
  }

  /// Ends the sequences of all followers.
  public func finish() {
    let ended = followers.withLock { followers in
      followers.isFinished = true
      defer { followers.all = [] }
      return followers.all
    }
    for (_, follower) in ended { follower.finish() }
  }
}

/// The change sets that a follower of a ``ChangeFeed`` receives, in the order of their commits.
public struct ChangeSequence: AsyncSequence, Sendable {
  let stream: AsyncStream<ChangeSet>
  var parts: [ChangeFeed.Part] = []

  /// Reads the sequence.
  ///
  /// One reader at a time.
  public func makeAsyncIterator() -> Iterator { Iterator(base: stream.makeAsyncIterator(), parts: parts) }

  /// Waits for one change set after the other.
  public struct Iterator: AsyncIteratorProtocol {
    var base: AsyncStream<ChangeSet>.Iterator
    let parts: [ChangeFeed.Part]

    /// The next change set of which anything is left for the follower; nil at the end.
    public mutating func next(isolation actor: isolated (any Actor)?) async -> ChangeSet? {
      while let changes = await base.next(isolation: actor) {
        if let changes = await parts.made(of: changes) { return changes }
      }
      return nil
    }
  }
}

extension [ChangeFeed.Part] {
  /// What one after the other makes of a change set.
  func made(of changes: ChangeSet) async -> ChangeSet? {
    var changes = changes
    for part in self {
      guard let part = await part(changes) else { return nil }
      changes = part
    }
    return changes
  }
}
