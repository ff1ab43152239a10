extension OutboxRunner {
  /// Sends what is due and may be sent.
  ///
  /// - Parameter instant: Up to when; now, when it is nil.
  /// - Throws: What the store throws. What a transport throws is noted with its message.
  @discardableResult
  public func deliverDue(until instant: Instant? = nil) async throws -> OutboxRun {
    try await deliver(until: instant).run
  }

  /// Sends what is due, and says when the next message may be, as far as limits tell.
  func deliver(until instant: Instant?) async throws -> (run: OutboxRun, limitedUntil: Instant?) {
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
    let delivery = Delivery(key: row.key, recipient: row.recipient, attempt: row.attempts, instant: now)
    let limit = connection.policy.timeLimit
    do {
      return .success(
        try await withThrowingTaskGroup(of: String?.self) { group in
          group.addTask { try await connection.send(row, delivery) }
          group.addTask {
            try await Task.sleep(for: limit)
            throw DeliveryTimeout(limit: limit)
          }
          defer { group.cancelAll() }
          return try await group.next() ?? nil
        })
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

/// A transport took longer than it may.
struct DeliveryTimeout: Error, CustomStringConvertible {
  let limit: Duration

  var description: String { "no answer within \(limit)" }
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
