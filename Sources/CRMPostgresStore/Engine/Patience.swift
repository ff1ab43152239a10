#if PostgreSQL
  import CRMCore

  /// Waits for a server, and for others who use it, by the machine's clock: they know of no other.
  enum Patience {
    static func pause(_ time: Duration) async throws { try await Task.sleep(for: time) }

    /// Waits for a turn, and no longer than the limit.
    ///
    /// - Returns: Whether it came.
    /// - Throws: `CancellationError`.
    static func enter(_ queue: WriterQueue, within limit: Duration) async throws -> Bool {
      try Task.checkCancellation()
      if queue.tryEnter() { return true }
      return try await withThrowingTaskGroup(of: Bool.self) { group in
        group.addTask {
          try await queue.enter()
          return true
        }
        group.addTask {
          try await pause(limit)
          return false
        }
        let first: Bool
        do { first = try await group.next() ?? false } catch {
          // Both are cancelled with the task; the turn may have come all the same.
          while let late = await group.nextResult() { if case .success(true) = late { queue.leave() } }
          throw error
        }
        group.cancelAll()
        if first { return true }
        while let late = await group.nextResult() { if case .success(true) = late { return true } }
        return false
      }
    }
  }

  extension IdentifierGenerator {
    /// A pause before another attempt, twice as long after each, of which a random part is left out so that those who collided do not
    /// meet again.
    func pause(before attempt: Int, first: Duration, most: Duration, at instant: Instant) -> Duration {
      let whole = min(most, first * (1 << min(16, max(0, attempt - 1))))
      return whole / 2 + whole * Int(next(at: instant).low & 0xFFFF) / (2 << 16)
    }
  }
#endif
