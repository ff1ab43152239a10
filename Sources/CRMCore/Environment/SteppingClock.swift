import Synchronization

/// A clock that advances by a step each time it is read, and whenever it is told to.
///
/// Who sleeps by it is woken when it comes to their instant.
package final class SteppingClock: Sendable {
  private struct State {
    var now: Instant
    var nextTicket: UInt64 = 0
    var sleeping: [(ticket: UInt64, instant: Instant, continuation: CheckedContinuation<Void, any Error>)] = []

    /// Sets the clock and returns whose time has come.
    mutating func set(_ instant: Instant) -> [CheckedContinuation<Void, any Error>] {
      now = instant
      guard sleeping.contains(where: { $0.instant <= instant }) else { return [] }
      let due = sleeping.filter { $0.instant <= instant }
      sleeping.removeAll { $0.instant <= instant }
      return due.map(\.continuation)
    }
  }

  private let step: Int64
  private let state: Mutex<State>

  /// - Parameter step: By how many microseconds it advances when it is read.
  package init(start: Instant, step: Int64 = 1000) {
    self.step = step
    state = Mutex(State(now: start))
  }

  /// What the clock shows.
  package var now: Instant { state.withLock { $0.now } }

  /// What the clock shows before it advances by its step.
  package func next() -> Instant {
    let (now, due) = state.withLock { state in
      let now = state.now
      return (now, state.set(Instant(microsecondsSince1970: now.microsecondsSince1970 &+ step)))
    }
    for continuation in due { continuation.resume() }
    return now
  }

  /// Sets the clock.
  package func set(_ instant: Instant) {
    for continuation in state.withLock({ $0.set(instant) }) { continuation.resume() }
  }

  /// How many wait for their instant.
  package var sleeperCount: Int { state.withLock { $0.sleeping.count } }

  /// Waits until the clock shows an instant, or a later one.
  package func sleep(until instant: Instant) async throws {
    let ticket = state.withLock { state in
      state.nextTicket += 1
      return state.nextTicket
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let isOver = state.withLock { state in
          if Task.isCancelled || state.now >= instant { return true }
          state.sleeping.append((ticket, instant, continuation))
          return false
        }
        if isOver { continuation.resume() }
      }
      try Task.checkCancellation()
    } onCancel: {
      let cancelled = state.withLock { state in
        state.sleeping.firstIndex { $0.ticket == ticket }.map { state.sleeping.remove(at: $0).continuation }
      }
      cancelled?.resume()
    }
  }
}
