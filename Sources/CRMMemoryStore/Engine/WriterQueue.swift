import Synchronization

/// Lets one at a time go on, in the order of their arrival: writers, for example.
package final class WriterQueue: Sendable {
  private struct State {
    var isBusy = false
    var nextTicket: UInt64 = 0
    var waiting: [(ticket: UInt64, continuation: CheckedContinuation<Void, any Error>)] = []
  }

  private let state = Mutex(State())

  package init() {}

  /// Waits for the turn.
  ///
  /// - Throws: `CancellationError` when the task is cancelled before its turn came, unless that is not to matter; the queue goes on without
  ///   it.
  package func enter(evenIfCancelled: Bool = false) async throws {
    if !evenIfCancelled { try Task.checkCancellation() }
    let ticket: UInt64? = state.withLock { state in
      if !state.isBusy {
        state.isBusy = true
        return nil
      }
      state.nextTicket += 1
      return state.nextTicket
    }
    guard let ticket else { return }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        enum Outcome { case waiting, entered, cancelled }
        let outcome: Outcome = state.withLock { state in
          // The turn may have become free, and the task cancelled, since the ticket was drawn.
          if !state.isBusy {
            state.isBusy = true
            return .entered
          }
          if Task.isCancelled, !evenIfCancelled { return .cancelled }
          state.waiting.append((ticket, continuation))
          return .waiting
        }
        switch outcome {
        case .waiting: break
        case .entered: continuation.resume()
        case .cancelled: continuation.resume(throwing: CancellationError())
        }
      }
    } onCancel: {
      guard !evenIfCancelled else { return }
      let cancelled = state.withLock { state in
        state.waiting.firstIndex { $0.ticket == ticket }.map { state.waiting.remove(at: $0).continuation }
      }
      cancelled?.resume(throwing: CancellationError())
    }
  }

  /// Whether others wait for the turn.
  package var hasWaiting: Bool { state.withLock { !$0.waiting.isEmpty } }

  /// Lets the next writer in.
  package func leave() {
    let next = state.withLock { state in
      if state.waiting.isEmpty {
        state.isBusy = false
        return nil as CheckedContinuation<Void, any Error>?
      }
      return state.waiting.removeFirst().continuation
    }
    next?.resume()
  }
}
