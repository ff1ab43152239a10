import Synchronization

/// Lets one at a time go on, or as many as there are places, in the order of their arrival: the writers of a store that has one at a time.
///
/// ```swift
/// func beginWrite() async throws -> any StoreWriter {
///   try await queue.enter()
///   return Writer(in: self)      // whose commit and end leave the queue
/// }
/// ```
public final class WriterQueue: Sendable {
  private struct State {
    var places: Int
    var nextTicket: UInt64 = 0
    var waiting: [(ticket: UInt64, continuation: CheckedContinuation<Void, any Error>)] = []
  }

  private let state: Mutex<State>

  /// Creates a queue in which nobody waits.
  public convenience init() { self.init(places: 1) }

  /// Creates a queue in which nobody waits.
  ///
  /// - Parameter places: How many may go on at a time.
  package init(places: Int) { state = Mutex(State(places: places)) }

  /// Takes the turn when nobody has it, which ends with ``leave()`` then.
  ///
  /// - Returns: Whether it did.
  package func tryEnter() -> Bool {
    state.withLock { state in
      guard state.places > 0 else { return false }
      state.places -= 1
      return true
    }
  }

  /// Waits for the turn, which ends with ``leave()``.
  ///
  /// - Parameter evenIfCancelled: Whether a cancelled task waits and goes on like any other.
  /// - Throws: `CancellationError` when the task is cancelled before its turn came, unless that is not to matter; the queue goes on without
  ///   it.
  public func enter(evenIfCancelled: Bool = false) async throws {
    if !evenIfCancelled { try Task.checkCancellation() }
    let ticket: UInt64? = state.withLock { state in
      if state.places > 0 {
        state.places -= 1
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
          if state.places > 0 {
            state.places -= 1
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
  public var hasWaiting: Bool { state.withLock { !$0.waiting.isEmpty } }

  /// Lets the next one in.
  ///
  /// Call it once for each ``enter(evenIfCancelled:)``.
  public func leave() {
    let next = state.withLock { state in
      if state.waiting.isEmpty {
        state.places += 1
        return nil as CheckedContinuation<Void, any Error>?
      }
      return state.waiting.removeFirst().continuation
    }
    next?.resume()
  }
}
