import Synchronization

/// What a feed has published since somebody last looked, to be taken all at once.
///
/// It is bounded: when nobody looks for long, everything in it is dropped, and who looks then is told. The following ends when the inbox is
/// dropped.
final class ChangeInbox {
  /// What was taken.
  struct Mail {
    var changes: [ChangeSet] = []
    /// Whether change sets were dropped.
    var hasLost = false
    /// Whether the feed has ended.
    var hasEnded = false
  }

  /// What is shared with the feed.
  final class Buffer: Sendable {
    private struct State {
      var mail = Mail()
      var isRung = false
      var waiting: CheckedContinuation<Void, Never>?
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) { self.limit = limit }

    func put(_ changes: ChangeSet) {
      change { state in
        state.mail.changes.append(changes)
        guard state.mail.changes.count > limit else { return }
        state.mail.changes = []
        state.mail.hasLost = true
      }
    }

    func finish() { change { $0.mail.hasEnded = true } }

    /// Wakes who waits, though nothing came.
    func ring() { change { $0.isRung = true } }

    var hasEnded: Bool { state.withLock { $0.mail.hasEnded } }

    func take() -> Mail {
      state.withLock { state in
        defer { state.mail = Mail(hasEnded: state.mail.hasEnded) }
        state.isRung = false
        return state.mail
      }
    }

    func wait() async {
      await withTaskCancellationHandler {
        await withCheckedContinuation { continuation in
          let isReady = state.withLock { state in
            let hasMail = !state.mail.changes.isEmpty || state.mail.hasLost || state.mail.hasEnded
            if hasMail || state.isRung || Task.isCancelled { return true }
            state.waiting = continuation
            return false
          }
          if isReady { continuation.resume() }
        }
      } onCancel: {
        ring()
      }
    }

    private func change(_ body: (inout State) -> Void) {
      let waiting = state.withLock { state in
        body(&state)
        return state.waiting.take()
      }
      waiting?.resume()
    }
  }

  private let buffer: Buffer
  private let unfollow: @Sendable () -> Void
  /// What is made of each change set before it is taken, as in ``ChangeSequence``.
  var parts: [ChangeFeed.Part] = []

  init(_ buffer: Buffer, unfollow: @escaping @Sendable () -> Void) {
    self.buffer = buffer
    self.unfollow = unfollow
  }

  deinit { unfollow() }

  /// Whether the feed has ended.
  var hasEnded: Bool { buffer.hasEnded }

  /// Empties the inbox.
  func take() async -> Mail {
    var mail = buffer.take()
    guard !parts.isEmpty else { return mail }
    var changes: [ChangeSet] = []
    for change in mail.changes {
      if let change = await parts.made(of: change) { changes.append(change) }
    }
    mail.changes = changes
    return mail
  }

  /// Waits until there is something to take, the feed has ended, or the task is cancelled.
  ///
  /// One waits at a time.
  func wait() async { await buffer.wait() }

  /// Waits no longer than a sleep takes.
  func wait(orFor sleep: @escaping @Sendable () async throws -> Void) async {
    await withTaskGroup { [buffer] group in
      group.addTask {
        if (try? await sleep()) != nil { buffer.ring() }
      }
      await buffer.wait()
      group.cancelAll()
    }
  }
}
