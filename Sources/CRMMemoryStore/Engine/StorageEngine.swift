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
    /// Commits that await the disk, oldest first.
    var pending: [(master: Master, changes: ChangeSet)] = []
    /// Why no more writes are taken.
    var failure: String?
    var isClosed = false

    /// The newest commit: what the next writer builds on.
    var head: Master { pending.last?.master ?? published }
  }

  package let feed = ChangeFeed()
  private let state: Mutex<State>
  private let queue = WriterQueue()
  private let log: (any CommitLog)?

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

  /// Waits for the writer's turn and returns the state to build on.
  ///
  /// ``release()`` or ``commit(_:_:)`` must follow.
  package func acquire(evenIfCancelled: Bool = false) async throws -> Master {
    try await queue.enter(evenIfCancelled: evenIfCancelled)
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
  func commit(_ working: consuming WorkingState, _ changes: ChangeSet) async throws {
    guard !changes.changes.isEmpty else { return queue.leave() }
    var changes = changes
    let isAlone: Bool
    (changes.sequence, isAlone) = state.withLock { ($0.head.sequence + 1, $0.pending.isEmpty) }
    let result: WorkingState.Result
    do {
      result = try (consume working).finish(mayWait: isAlone && !queue.hasWaiting)
      try log?.append(changes)
    } catch {
      queue.leave()
      throw error
    }
    switch result {
    case .writes(let writes): try await commit(writes, changes)
    case .state(let master): try await commit(master, changes)
    }
  }

  /// Keeps the turn until the commit is durable, so that the state can be changed in place: where no reader holds it, nothing is copied.
  private func commit(_ writes: [TableWrite], _ changes: ChangeSet) async throws {
    defer { queue.leave() }
    do {
      try await log?.waitUntilDurable(changes.sequence)
      try state.withLock { state in
        for write in writes { try state.published.make(write) }
        state.published.sequence = changes.sequence
        feed.publish(changes)
      }
    } catch {
      fail(error)
      throw error
    }
  }

  /// Gives the turn back at once, so that one sync serves those who come meanwhile.
  private func commit(_ master: consuming Master, _ changes: ChangeSet) async throws {
    master.sequence = changes.sequence
    let sequence = changes.sequence
    state.withLock { [master] state in state.pending.append((master, changes)) }
    queue.leave()
    do {
      try await log?.waitUntilDurable(sequence)
    } catch {
      fail(error)
      throw error
    }
    state.withLock { publish(through: sequence, in: &$0) }
  }

  /// Ends the store: followers' sequences end, and what is asked later throws.
  package func close() {
    state.withLock { state in
      publishDurable(in: &state)
      state.isClosed = true
    }
    feed.finish()
  }

  private func publish(through sequence: UInt64, in state: inout State) {
    // The feed is served under the lock, so that change sets come in the order of their commits; it hands them to buffers and calls nobody.
    while let next = state.pending.first, next.master.sequence <= sequence {
      state.pending.removeFirst()
      state.published = next.master
      feed.publish(next.changes)
    }
  }

  /// Publishes the commits that are durable already, though the tasks that made them have not come so far.
  private func publishDurable(in state: inout State) {
    if let log { publish(through: log.durableSequence, in: &state) }
  }

  private func fail(_ error: any Error) {
    state.withLock { state in
      publishDurable(in: &state)
      state.pending = []
      state.failure = "the store takes no more writes since a write to the disk failed (\(error)); open it again"
    }
  }
}
