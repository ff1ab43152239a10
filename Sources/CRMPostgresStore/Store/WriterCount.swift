#if PostgreSQL
  import Synchronization

  /// Counts the transactions that are under way, and lets the end of the store wait for them.
  final class WriterCount: Sendable {
    private let state = Mutex((count: 0, waiting: [CheckedContinuation<Void, Never>]()))

    func enter() { state.withLock { $0.count += 1 } }

    func leave() {
      let waiting = state.withLock { state in
        state.count -= 1
        guard state.count == 0 else { return [CheckedContinuation<Void, Never>]() }
        defer { state.waiting = [] }
        return state.waiting
      }
      for continuation in waiting { continuation.resume() }
    }

    func waitUntilEmpty() async {
      await withCheckedContinuation { continuation in
        let isEmpty = state.withLock { state in
          if state.count > 0 { state.waiting.append(continuation) }
          return state.count == 0
        }
        if isEmpty { continuation.resume() }
      }
    }
  }
#endif
