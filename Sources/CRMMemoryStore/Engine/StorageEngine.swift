package import CRMCore
import Synchronization

/// The engine of the built-in stores: one master value that readers copy, and writers replace one after the other.
///
/// A writer builds on the newest commit, even while that one awaits the disk, so that one sync serves many; readers see the newest
/// that is durable. When a sync fails, the engine returns to the last durable value and takes no more writes.
package final class StorageEngine: Sendable {
  private struct State {
    /// The newest durable commit: what readers see.
    var published: Master
    /// The newest commit, when it is not durable yet: what the next writer builds on.
    var newest: Master?
    /// The states that are durable as soon as the log says so of their last commits, oldest first.
    var boundaries: [Master] = []
    /// What the commits did that await the disk, oldest first.
    var pending: [ChangeSet] = []
    /// Whether the last commits became visible several at a time.
    var isShared = false
    /// Why no more writes are taken.
    var failure: String?
    var isClosed = false

    /// The newest commit.
    var head: Master { newest ?? published }
  }

  package let feed = ChangeFeed()
  private let state: Mutex<State>
  private let queue = WriterQueue()
  private let log: (any CommitLog)?
  /// The last commit that gave its turn back early: for those who look often, whom the lock would keep from committing.
  private let lastShared = Atomic<UInt64>(0)

  package init(_ master: Master, log: (any CommitLog)? = nil) {
    state = Mutex(State(published: master))
    self.log = log
  }

  /// The newest durable state.
  ///
  /// - Throws: ``StoreError/unavailable(_:)`` after ``close()``.
  package func snapshot() throws -> Master {
    try state.withLock { state in
      if state.isClosed { throw StoreError.unavailable("the store was closed") }
      return state.published
    }
  }

  /// The record of that key in the newest durable state; nil when there is none.
  ///
  /// - Throws: ``StoreError/unavailable(_:)`` after ``close()``.
  package func record(_ key: RecordKey, of type: RecordType) throws -> AnyRecord? {
    try snapshot().record(key.id, of: type).map { AnyRecord(type: type, storage: $0) }
  }

  /// Waits for the writer's turn and returns the state to build on.
  ///
  /// ``release()`` or ``commit(_:_:)`` must follow.
  package func acquire(evenIfCancelled: Bool = false) async throws -> Master {
    if !evenIfCancelled { try Task.checkCancellation() }
    if !queue.tryEnter() { try await queue.enter(evenIfCancelled: evenIfCancelled) }
    do {
      return try state.withLock { state in
        if state.isClosed { throw StoreError.unavailable("the store was closed") }
        if let failure = state.failure { throw StoreError.unavailable(failure) }
        return state.head
      }
    } catch {
      queue.leave()
      throw error
    }
  }

  /// Gives the writer's turn back, with nothing written.
  package func release() { queue.leave() }

  /// Makes what a writer did the newest state, gives the turn back, and returns when it is durable and visible.
  @inline(__always)
  func commit(_ working: consuming WorkingState, _ changes: ChangeSet, _ acknowledge: () -> Void) async throws {
    guard !changes.changes.isEmpty else {
      // What was read may await the disk and be taken back yet: it is not told before that is settled.
      let awaited = state.withLock { $0.newest?.sequence }
      queue.leave()
      if let awaited { try await waitUntilDurable(awaited) }
      return acknowledge()
    }
    var changes = changes
    let isAlone: Bool
    (changes.sequence, isAlone) = state.withLock { ($0.head.sequence + 1, $0.newest == nil && !$0.isShared) }
    let result: WorkingState.Result
    do { result = try (consume working).finish() } catch {
      queue.leave()
      throw error
    }
    if isAlone, !queue.hasWaiting, case .writes(let writes) = result {
      try await commit(writes, changes, acknowledge)
    } else {
      try await commit(result, changes)
      acknowledge()
    }
  }

  /// Keeps the turn until the commit is durable, so that the state can be changed in place: where no reader holds it, nothing is copied.
  private func commit(_ writes: [TableWrite], _ changes: ChangeSet, _ acknowledge: () -> Void) async throws {
    defer { queue.leave() }
    try log?.append(changes)
    do {
      if let log, try !log.makeDurable(changes.sequence) {
        try await log.waitUntilDurable(changes.sequence, gather: {}, step: { _ = try $0() }, publish: {})
      }
      try state.withLock { state in
        // Whoever is told looks at the state by the lock, and so not before it is made: meanwhile they do what else they have to do. The feed comes
        // first, since who begins to follow it after that is not to be told of this commit.
        feed.publish(changes)
        acknowledge()
        try state.published.make(checked: writes, as: changes.sequence)
      }
    } catch {
      fail(error)
      throw error
    }
  }

  /// Gives the turn back at once, so that one sync serves those who come meanwhile.
  ///
  /// They all change the newest state in place. A copy of it is kept only where the log takes a batch.
  private func commit(_ result: consuming WorkingState.Result, _ changes: ChangeSet) async throws {
    var isLogged = false
    do {
      try state.withLock { [result] state in
        try log?.append(changes)
        isLogged = true
        var newest = state.newest.take() ?? state.published
        switch result {
        case .writes(let writes): try newest.make(checked: writes, as: changes.sequence)
        case .state(var master):
          master.sequence = changes.sequence
          newest = master
        }
        state.newest = newest
        state.pending.append(changes)
        lastShared.store(changes.sequence, ordering: .relaxed)
      }
    } catch {
      // What the log has and the state has not must not be built on.
      if isLogged { fail(error) }
      queue.leave()
      throw error
    }
    queue.leave()
    try await waitUntilDurable(changes.sequence)
  }

  /// Returns when every commit up to the one of that number is durable and visible.
  package func waitUntilDurable(_ sequence: UInt64) async throws {
    guard let log else { return state.withLock { publish(through: .max, in: &$0) } }
    // What only readers saw before is let go of after those who wait for the disk have gone on: that reaches into many nodes.
    var outlived: [Master] = []
    do {
      try await log.waitUntilDurable(sequence) {
        await gather()
      } step: { takesBatch in
        try state.withLock { state in
          if try takesBatch(), let newest = state.newest { state.boundaries.append(newest) }
        }
      } publish: {
        state.withLock { state in
          outlived.append(state.published)
          publishDurable(in: &state)
        }
      }
    } catch {
      fail(error)
      throw error
    }
  }

  /// Lets those commit who stand in the queue, so that one sync serves them too, but waits for nobody who takes long.
  private func gather() async {
    var newest = lastShared.load(ordering: .relaxed)
    var idleTurns = 0
    repeat {
      await Task.yield()
      let sequence = lastShared.load(ordering: .relaxed)
      idleTurns = sequence == newest ? idleTurns + 1 : 0
      newest = sequence
    } while idleTurns < StorageEngine.patience && queue.hasWaiting
  }

  /// How often in a row somebody who is about to sync lets others go first of whom none commits: less time than most disks take for a sync.
  private static let patience = 64

  /// Ends the store: followers' sequences end, and what is asked later throws.
  package func close() {
    state.withLock { state in
      publishDurable(in: &state)
      state.isClosed = true
    }
    feed.finish()
  }

  private func publish(through sequence: UInt64, in state: inout State) {
    let before = state.published.sequence
    defer { if state.published.sequence > before { state.isShared = state.published.sequence > before + 1 } }
    if let newest = state.newest, newest.sequence <= sequence {
      state.published = newest
      state.newest = nil
      state.boundaries = []
    }
    while let next = state.boundaries.first, next.sequence <= sequence {
      state.boundaries.removeFirst()
      state.published = next
    }
    // The feed is served under the lock, so that change sets come in the order of their commits; it hands them to buffers and calls nobody.
    while let next = state.pending.first, next.sequence <= state.published.sequence {
      state.pending.removeFirst()
      feed.publish(next)
    }
  }

  /// Publishes the commits that are durable already, though the tasks that made them have not come so far.
  private func publishDurable(in state: inout State) {
    if let log { publish(through: log.durableSequence, in: &state) }
  }

  private func fail(_ error: any Error) {
    state.withLock { state in
      publishDurable(in: &state)
      (state.newest, state.boundaries, state.pending) = (nil, [], [])
      state.failure = "the store takes no more writes since a write to the disk failed (\(error)); open it again"
    }
  }
}
