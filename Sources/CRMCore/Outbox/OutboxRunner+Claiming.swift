/// What one look into the outbox comes to.
struct OutboxClaim {
  /// The messages that are to be sent now, claimed by the runner.
  var rows: [OutboxMessage] = []
  /// How many messages were given up since they must not be sent any more.
  var failed = 0
  /// When a limit lets the next one through; nil when none stands in the way.
  var limitedUntil: Instant?
}

extension OutboxRunner {
  /// Claims messages of a channel that may be sent now, at most so many.
  ///
  /// A claim postpones the message: if the runner dies, it is due again by itself.
  func claim(_ channel: String, _ policy: DeliveryPolicy, at now: Instant, limit: Int) async throws -> OutboxClaim {
    try await store.write { [name] outbox in
      var claim = OutboxClaim()
      var cursor: RecordCursor?
      repeat {
        let page = try await outbox.page(
          OutboxMessage.self, where: \.channel == channel && \.dueAt <= now, sort: [.ascending(\.dueAt)], limit: 100,
          after: cursor)
        for var row in page.records where claim.rows.count < limit {
          if let reason = row.reasonToGiveUp(policy, at: now) {
            row.end(.failed, because: reason)
            try await outbox.update(row)
            claim.failed += 1
            continue
          }
          if policy.keepsOrder, try await outbox.isBehindAnother(row) { continue }
          if let free = try await outbox.limit(on: row, policy, at: now) {
            claim.limitedUntil = min(claim.limitedUntil ?? free.instant, free.instant)
            if free.scope == .channel { return claim }
            continue
          }
          row.claimedBy = name
          row.attempts = row.attempts.next
          row.attemptedAt = now
          row.dueAt = try now.advanced(by: policy.timeLimit * 2)
          claim.rows.append(try await outbox.update(row))
        }
        cursor = page.next
      } while cursor != nil && claim.rows.count < limit
      return claim
    }
  }
}

extension OutboxMessage {
  /// Why a message that is due must not be sent any more.
  fileprivate func reasonToGiveUp(_ policy: DeliveryPolicy, at now: Instant) -> String? {
    if let claimedBy, policy.guarantee == .atMostOnce {
      return "“\(claimedBy)” died over it, so that it is not known whether it was sent"
    }
    if claimedBy != nil, attempts >= policy.retries.attempts {
      return "\(attempts) attempts were begun and none was ended"
    }
    if let expiry = policy.expiry, let plannedAt, plannedAt.duration(to: now) > expiry {
      return "it was too late to send it"
    }
    return nil
  }
}

extension StoreTransaction {
  /// Whether an earlier message to the same recipient is still to be sent.
  fileprivate func isBehindAnother(_ row: OutboxMessage) async throws -> Bool {
    let waiting = try await fetch(OutboxMessage.self, limit: 1) {
      $0.waitingRecipient == row.recipient
      $0.channel == row.channel
    }
    return waiting.first.map { $0.id != row.id } ?? false
  }

  /// The limit that stands in a message's way, and until when.
  fileprivate func limit(
    on row: OutboxMessage, _ policy: DeliveryPolicy, at now: Instant
  ) async throws -> (instant: Instant, scope: DeliveryPolicy.Limit.Scope)? {
    for limit in policy.limits {
      let start = try now.advanced(by: .zero - limit.duration)
      let attempts = try await fetch(OutboxMessage.self, sort: .descending(\.attemptedAt), limit: limit.count) {
        $0.channel == row.channel
        $0.attemptedAt > start
        if limit.scope == .recipient { $0.recipient == row.recipient }
      }
      if attempts.count == limit.count, let oldest = attempts.last?.attemptedAt {
        return (try oldest.advanced(by: limit.duration), limit.scope)
      }
    }
    return nil
  }
}
