extension AgendaRunner {
  /// Does what is due, the earliest first.
  ///
  /// - Parameters:
  ///   - instant: Up to when; now, when it is nil.
  ///   - limit: The greatest number of attempts, so that work which schedules itself anew comes to an end.
  /// - Throws: What the store throws. What a handler throws is in the answer.
  @discardableResult
  public func runDue(until instant: Instant? = nil, limit: Int = 10_000) async throws -> AgendaRun {
    let now = instant ?? store.environment.clock()
    var run = AgendaRun()
    var rest = limit
    while rest > 0 {
      let entries = try await due(until: now, limit: min(rest, 100))
      if entries.isEmpty { break }
      for entry in entries { try await attempt(entry, at: now, &run) }
      rest -= entries.count
    }
    return run
  }

  /// Does what is due, and what becomes due, until the task is cancelled or the store is closed.
  ///
  /// - Throws: `CancellationError`, and what the store throws.
  public func run() async throws {
    try await WorkLoop(store: store, type: AgendaEntry.recordType).run {
      try await runDue()
      return try await nextDue()
    }
  }

  /// When work is due next that is handled here; nil when there is none.
  private func nextDue() async throws -> Instant? {
    try await due(until: nil, limit: 1).first?.dueAt
  }

  private func due(until now: Instant?, limit: Int) async throws -> [AgendaEntry] {
    let kinds = handlers.keys.sorted()
    return try await store.fetch(sort: .ascending(\.dueAt), limit: limit) { entry in
      entry.kind.isIn(kinds)
      if let now { entry.dueAt <= now } else { entry.dueAt != nil }
    }
  }

  private enum Outcome {
    case done
    case skipped
    /// Somebody else was quicker.
    case gone
  }

  private func attempt(_ entry: AgendaEntry, at now: Instant, _ run: inout AgendaRun) async throws {
    guard let handler = handlers[entry.kind] else { return }
    try Task.checkCancellation()
    do {
      switch try await carryOut(entry, handler, at: now) {
      case .done: run.done += 1
      case .skipped: run.skipped += 1
      case .gone: break
      }
    } catch {
      try Task.checkCancellation()
      guard let failure = try await note("\(error)", of: entry, at: now) else { return }
      run.failures.append(failure)
    }
  }

  private func carryOut(_ entry: AgendaEntry, _ handler: Handler, at now: Instant) async throws -> Outcome {
    try await store(for: entry).write { transaction in
      let agenda = StoreTransaction(unrestricting: transaction.context)
      guard let current = try await agenda.find(entry.id), current.isDue(at: now) else { return .gone }
      switch try current.turn(at: now, handler.whenMissed) {
      case .skip(let next):
        try await agenda.finish(current, next)
        return .skipped
      case .run(let occurrence, let next):
        try await handler.run(current, occurrence, &transaction)
        try await agenda.finish(current, next)
        return .done
      }
    }
  }

  /// Notes that an attempt failed; nil when the entry is gone, or was changed meanwhile.
  private func note(_ reason: String, of entry: AgendaEntry, at now: Instant) async throws -> AgendaRun.Failure? {
    try await store.write { [retries] agenda in
      guard var entry = try await agenda.find(entry.id), entry.isDue(at: now) else { return nil }
      entry.attempts = entry.attempts.next
      entry.failure = reason
      let isGivenUp = entry.attempts >= retries.attempts
      entry.dueAt = isGivenUp ? nil : try entry.retry(retries, after: now)
      if isGivenUp, let next = entry.nextOccurrence(after: now) {
        // One bad time is no reason to miss the others.
        entry.plan(for: next)
        entry.failure = reason
      }
      try await agenda.update(entry)
      return AgendaRun.Failure(entry: entry.id, reason: reason, isGivenUp: isGivenUp)
    }
  }
}

extension AgendaEntry {
  fileprivate func isDue(at now: Instant) -> Bool { dueAt.map { $0 <= now } ?? false }

  /// The next time of what comes again; nil for what does not, and for what can't be read.
  fileprivate func nextOccurrence(after now: Instant) -> Instant? {
    recurrence.flatMap { try? JSONText.decode(Recurrence.self, from: $0) }?.next(after: now)
  }

  /// When it is tried again: later than now, so that no round of a runner meets it twice.
  fileprivate func retry(_ policy: RetryPolicy, after now: Instant) throws -> Instant {
    try now.advanced(by: max(.microseconds(1), policy.delay(after: attempts, seed: id.identifier.low)))
  }
}

extension StoreTransaction {
  /// Takes an entry off the agenda that was done, or plans its next time, unless the handler has changed it itself.
  fileprivate func finish(_ entry: AgendaEntry, _ next: Instant?) async throws {
    guard var current = try await find(entry.id), current.stamp.revision == entry.stamp.revision else { return }
    guard let next else { return try await delete(current.id) }
    current.plan(for: next)
    try await update(current)
  }
}
