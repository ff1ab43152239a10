import Synchronization

/// Lets insertions that come while another is under way wait, and commits those that wait together: so one turn of the writers and one wait for the
/// disk serve many.
///
/// Each still succeeds or fails by itself: where something stands against one of them, their transaction is undone, and each gets one of its own.
final class InsertionGroup: Sendable {
  private struct State {
    /// Whether an insertion, or several together, are under way.
    var isBusy = false
    var waiting: [Member] = []
  }

  /// An insertion that waits.
  private final class Member: Sendable {
    /// Tells them apart.
    let ticket: UInt64
    let record: ProposedRecord
    // Unsafe, for each insertion pays for the check: whoever takes a member off the list ends it, once.
    private let continuation: UnsafeContinuation<Void, any Error>

    init(_ ticket: UInt64, _ record: ProposedRecord, _ continuation: UnsafeContinuation<Void, any Error>) {
      (self.ticket, self.record, self.continuation) = (ticket, record, continuation)
    }

    func end(_ result: Result<Void, any Error>) { continuation.resume(with: result) }
  }

  /// How many are committed together at most: others wait for them.
  private static let mostMembers = 64

  private let state = Mutex(State())
  private let tickets = Atomic<UInt64>(0)

  /// Lets an insertion go on by itself, which ends with ``end(on:)``, unless another is under way.
  func begin() -> Bool {
    state.withLock { state in
      if state.isBusy { return false }
      state.isBusy = true
      return true
    }
  }

  /// Notes that the insertion has ended, and sees to those that wait.
  func end(on store: AutomatedStore) {
    let isDone = state.withLock { state in
      state.isBusy = !state.waiting.isEmpty
      return !state.isBusy
    }
    if !isDone { commitWaiting(to: store) }
  }

  /// Adds a record together with others.
  ///
  /// What is its own is done in the caller's task: all but its turn among the writers.
  ///
  /// - Throws: What stands against it; ``StoreError/nestedWrite``; `CancellationError` when the task is cancelled while it waits.
  func add<R: Record>(_ record: R, to store: AutomatedStore) async throws -> R {
    if store.isBeingWritten { throw StoreError.nestedWrite }
    var record = record
    let environment = store.environment
    record.stamp = Stamp(ofNewAt: environment.clock(), in: environment)
    let proposed = try R.schema.propose(record)
    try await add(proposed, to: store)
    return try R.schema.decode(proposed, of: consume record)
  }

  private func add(_ record: ProposedRecord, to store: AutomatedStore) async throws {
    let ticket = tickets.wrappingAdd(1, ordering: .relaxed).newValue
    try await withTaskCancellationHandler {
      try await withUnsafeThrowingContinuation { continuation in
        let member = Member(ticket, record, continuation)
        let (isCancelled, isFirst) = state.withLock { state in
          if Task.isCancelled { return (true, false) }
          state.waiting.append(member)
          // What was under way may have ended meanwhile.
          defer { state.isBusy = true }
          return (false, !state.isBusy)
        }
        if isCancelled { member.end(.failure(CancellationError())) }
        if isFirst { commitWaiting(to: store) }
      }
    } onCancel: {
      let member = state.withLock { state in
        state.waiting.firstIndex { $0.ticket == ticket }.map { state.waiting.remove(at: $0) }
      }
      member?.end(.failure(CancellationError()))
    }
  }

  /// Commits what waits until nothing does, in a task of nobody's: whoever is cancelled does not take the others along.
  private func commitWaiting(to store: AutomatedStore) {
    Task { while let members = take() { await commit(members, to: store) } }
  }

  /// Takes those who wait, in their order; nil when nobody does, and the next goes on by itself.
  private func take() -> [Member]? {
    state.withLock { state in
      if state.waiting.isEmpty {
        state.isBusy = false
        return nil
      }
      let members = Array(state.waiting.prefix(InsertionGroup.mostMembers))
      state.waiting.removeFirst(members.count)
      return members
    }
  }

  private func commit(_ members: [Member], to store: AutomatedStore) async {
    var memory: ViewMemory?
    var isAcknowledged = false
    do {
      try await store.writing(
        at: nil, isMarked: false,
        acknowledge: {
          isAcknowledged = true
          for member in members { member.end(.success(())) }
        }
      ) { context in
        memory = context.reading.memory
        for member in members { _ = try await context.add(member.record) }
      }
    } catch {
      // They were told, and what they wrote stays written.
      if isAcknowledged { return }
      // What was on its way to the disk may be there, and is not to be done again.
      guard members.count > 1, let memory, !memory.changes.areEnded else {
        for member in members { member.end(.failure(error)) }
        return
      }
      for member in members {
        do {
          try await store.performing { _ = try await $0.add(member.record) }
          member.end(.success(()))
        } catch {
          member.end(.failure(error))
        }
      }
    }
  }
}
