import Synchronization

/// Runs a body and waits for its end, though no longer than the limit.
///
/// A body that is late is cancelled and abandoned: it may hang where no cancellation reaches it.
///
/// - Returns: Whether it ended in time.
func withTimeLimit(_ limit: Duration, _ body: @escaping @Sendable () async -> Void) async -> Bool {
  let outcome = Outcome()
  let work = Task {
    await body()
    outcome.settle(true)
  }
  let clock = Task {
    try await Task.sleep(for: limit)
    outcome.settle(false)
  }
  let hasEnded = await outcome.value()
  work.cancel()
  clock.cancel()
  return hasEnded
}

/// A value that is settled once and waited for once.
private final class Outcome: Sendable {
  private struct State {
    var value: Bool?
    var continuation: CheckedContinuation<Bool, Never>?
  }

  private let state = Mutex(State())

  func settle(_ value: Bool) {
    let continuation = state.withLock { state in
      guard state.value == nil else { return nil as CheckedContinuation<Bool, Never>? }
      state.value = value
      return state.continuation.take()
    }
    continuation?.resume(returning: value)
  }

  func value() async -> Bool {
    await withCheckedContinuation { continuation in
      let known: Bool? = state.withLock { state in
        if state.value == nil { state.continuation = continuation }
        return state.value
      }
      if let known { continuation.resume(returning: known) }
    }
  }
}

/// Lets one task wait for another's word.
///
/// Opening it twice is allowed.
struct Gate: Sendable {
  private let stream: AsyncStream<Never>
  private let continuation: AsyncStream<Never>.Continuation

  init() { (stream, continuation) = AsyncStream.makeStream() }

  func open() { continuation.finish() }

  /// Returns when the gate is open, or the task cancelled.
  ///
  /// One task waits at a gate.
  func wait() async { for await _ in stream {} }
}
