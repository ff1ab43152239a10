extension AgendaEntry {
  /// What is to be done now with an entry that is due.
  enum Turn {
    /// It is done, and comes again if there is a next time.
    case run(Occurrence, next: Instant?)
    /// It is too late for it.
    case skip(next: Instant?)
  }

  /// - Throws: What decoding its recurrence throws.
  func turn(at now: Instant, _ rule: MissedWork) throws -> Turn {
    let planned = plannedAt ?? now
    let recurrence = try self.recurrence.map { try JSONText.decode(Recurrence.self, from: $0) }
    let occurrence = Occurrence(self, due: planned)
    switch rule {
    // Attempts that failed are late by themselves.
    case .skip(let tolerance) where attempts == 0 && planned.duration(to: now) > tolerance:
      return .skip(next: recurrence?.next(after: try now.advanced(by: .microseconds(-1) - tolerance)))
    case .catchUp, .skip: return .run(occurrence, next: recurrence?.next(after: planned))
    case .collapse: return .run(occurrence, next: recurrence?.next(after: now))
    }
  }

  /// Sets the next time at which it is done.
  mutating func plan(for instant: Instant) {
    dueAt = instant
    plannedAt = instant
    attempts = 0
    failure = nil
  }
}
