extension AgendaEntry {
  /// What is to be done now with an entry that is due.
  enum Turn {
    /// It is done, and comes again if there is a next time.
    case run(Occurrence, next: Instant?)
    /// It is too late for it.
    case skip(next: Instant?)
  }

  /// - Throws: ``CalendarError`` when its recurrence leaves the calendar's range.
  func turn(at now: Instant, _ rule: MissedWork) throws -> Turn {
    let planned = plannedAt ?? now
    let occurrence = Occurrence(self, due: planned)
    // Attempts that failed are late by themselves.
    switch attempts == 0 ? rule : .collapse {
    case .skip(let tolerance) where planned.duration(to: now) > tolerance: return .skip(next: nil)
    case .catchUp, .collapse, .skip: return .run(occurrence, next: nil)
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
