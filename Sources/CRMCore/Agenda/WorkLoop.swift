/// Works again and again until its task is cancelled or the store is closed: whenever something was committed that may give it work, and at the
/// time that the work itself names.
struct WorkLoop {
  let store: any Store
  /// The records whose change may give it work.
  let type: RecordType

  /// - Parameter work: Does what is to be done, and tells when there is more, as far as it knows.
  /// - Throws: What the work throws, and `CancellationError`.
  func run(_ work: @escaping @Sendable () async throws -> Instant?) async throws {
    let (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    // Followed before the first look, so that nothing is missed.
    let changes = store.feed.changes(buffering: 1)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { [type] in
        var last: UInt64?
        for await change in changes {
          // What lies in a gap was not seen.
          let isGap = last.map { $0 + 1 != change.sequence } ?? true
          last = change.sequence
          if isGap || change.changes.contains(where: { $0.type == type }) { signal.yield() }
        }
        signal.finish()
      }
      group.addTask { [environment = store.environment] in
        var iterator = signals.makeAsyncIterator()
        repeat {
          let alarm = try await work().map { next in
            Task {
              try await environment.sleepUntil(next)
              signal.yield()
            }
          }
          defer { alarm?.cancel() }
          if await iterator.next() == nil { break }
        } while !Task.isCancelled
        try Task.checkCancellation()
      }
      try await group.waitForAll()
    }
  }
}
