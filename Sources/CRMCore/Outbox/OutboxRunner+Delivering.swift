extension OutboxRunner {
  /// Sends what is due and may be sent.
  ///
  /// - Parameter instant: Up to when; now, when it is nil.
  /// - Throws: What the store throws. What a transport throws is noted with its message.
  @discardableResult
  public func deliverDue(until instant: Instant? = nil) async throws -> OutboxRun {
    try await deliver(until: instant).run
  }

  /// Sends what is due, and what becomes due, until the task is cancelled or the store is closed.
  ///
  /// - Throws: `CancellationError`, and what the store throws.
  public func run() async throws {
    try await WorkLoop(store: store, type: OutboxMessage.recordType).run {
      let now = store.environment.clock()
      let limitedUntil = try await deliver(until: nil).limitedUntil
      return try await [limitedUntil, nextDue(after: now)].compactMap { $0 }.min()
    }
  }

  /// When a message is due next; those that are due already wait for another, or for a limit.
  private func nextDue(after now: Instant) async throws -> Instant? {
    let channels = connections.keys.sorted()
    return try await store.first(
      OutboxMessage.self, where: \.channel ~= .isIn(channels) && \.dueAt > now, sort: .ascending(\.dueAt))?.dueAt
  }

  /// Sends what is due, and says when the next message may be, as far as limits tell.
  private func deliver(until instant: Instant?) async throws -> (run: OutboxRun, limitedUntil: Instant?) {
    var run = OutboxRun()
    var limitedUntil: Instant?
    for (channel, connection) in connections.sorted(by: { $0.key < $1.key }) {
      while true {
        let now = instant ?? store.environment.clock()
        let claim = try await claim(channel, connection.policy, at: now, limit: connection.policy.concurrency)
        run.failed += claim.failed
        if claim.rows.isEmpty {
          limitedUntil = [limitedUntil, claim.limitedUntil].compactMap { $0 }.min()
          break
        }
        try await deliver(claim.rows, connection, at: now, &run)
      }
    }
    return (run, limitedUntil)
  }

  /// Sends messages at the same time, and notes each as soon as it is known what became of it.
  private func deliver(
    _ rows: [OutboxMessage], _ connection: Connection, at now: Instant, _ run: inout OutboxRun
  ) async throws {
    try await withThrowingTaskGroup(of: OutboxMessage.State?.self) { group in
      for row in rows {
        group.addTask {
          let result = await send(row, connection, at: now)
          // What was interrupted is let go by itself: whether it was sent is not known here either.
          try Task.checkCancellation()
          return try await note(result, of: row, connection.policy, at: now)
        }
      }
      for try await state in group {
        switch state {
        case .sent: run.sent += 1
        case .failed: run.failed += 1
        case .waiting: run.postponed += 1
        case .withdrawn, nil: break
        }
      }
    }
  }

  private func send(_ row: OutboxMessage, _ connection: Connection, at now: Instant) async -> Result<String?, any Error>
  {
    let delivery = Delivery(
      key: row.id.description, recipient: row.recipient, attempt: row.attempts, instant: now)
    do {
      return .success(
        try await withTimeLimit(connection.policy.timeLimit) { try await connection.send(row, delivery) })
    } catch {
      return .failure(error)
    }
  }

  /// Notes what became of an attempt.
  ///
  /// - Returns: The message's state; nil when it was another runner's by then.
  private func note(
    _ result: Result<String?, any Error>, of row: OutboxMessage, _ policy: DeliveryPolicy, at now: Instant
  ) async throws -> OutboxMessage.State? {
    try await store.write { [name] outbox in
      guard var current = try await outbox.find(row.id), current.state == .waiting else { return nil }
      switch result {
      case .success(let answer):
        // What was sent was sent, whoever has claimed it since.
        current.end(.sent)
        current.answer = answer
        current.sentAt = now
      case .failure(let error):
        guard current.claimedBy == name, current.attempts == row.attempts else { return nil }
        try current.note(error, policy, at: now)
      }
      try await outbox.update(current)
      return current.state
    }
  }
}

extension OutboxMessage {
  fileprivate mutating func note(_ error: any Error, _ policy: DeliveryPolicy, at now: Instant) throws {
    let failure = error as? DeliveryFailure
    if policy.guarantee == .atMostOnce, failure == nil {
      return end(.failed, because: "it is not known whether it was sent: \(error)")
    }
    let isPassing = failure?.isPassing ?? true
    guard isPassing, attempts < policy.retries.attempts else { return end(.failed, because: "\(error)") }
    let delay = policy.retries.delay(after: attempts, seed: id.identifier.low)
    self.failure = "\(error)"
    claimedBy = nil
    // Later than now, so that no round of a runner meets it twice.
    dueAt = try now.advanced(by: max(.microseconds(1), delay, failure?.retryAfter ?? .zero))
  }
}
