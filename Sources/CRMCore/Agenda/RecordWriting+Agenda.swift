extension RecordWriting where Self: ~Copyable {
  /// Puts work on the agenda, in the transaction that decides it: what is undone leaves nothing behind.
  ///
  /// - Parameters:
  ///   - work: What is to be done.
  ///   - due: When.
  ///   - name: A name by which it can be moved and cancelled. What is scheduled under the name of work of the same kind takes its place.
  ///   - regarding: The record that it is about.
  /// - Returns: The agenda's entry.
  /// - Throws: ``CalendarError`` and ``ValueError`` when it would be due out of range; ``AgendaError/neverDue``; ``StoreError/unknownEntity(_:suggestions:)`` when the
  ///   store does not keep ``AgendaEntry``.
  @discardableResult
  public func schedule<W: ScheduledWork>(
    _ work: W, due: Due, named name: String? = nil, regarding: RecordKey? = nil
  ) async throws -> AgendaEntry {
    try await writing { context in
      let agenda = StoreTransaction(unrestricting: context)
      let known = try await agenda.agendaEntry(W.kind, name)
      var entry = known ?? AgendaEntry(id: agenda.newID())
      entry.kind = W.kind
      entry.work = try JSONText.encode(work)
      entry.name = name
      entry.timesScheduled &+= 1
      entry.plan(for: try due.instant(from: agenda.instant))
      entry.recurrence = try due.recurrence.map(JSONText.encode)
      entry.regarding = regarding
      entry.actor = agenda.environment.actor?.description
      return known == nil ? try await agenda.insert(entry) : try await agenda.update(entry)
    }
  }

  /// Takes work off the agenda.
  ///
  /// - Returns: Whether there was any of that kind and name.
  @discardableResult
  public func cancel<W: ScheduledWork>(_ type: W.Type, named name: String) async throws -> Bool {
    try await writing { context in
      let agenda = StoreTransaction(unrestricting: context)
      guard let entry = try await agenda.agendaEntry(W.kind, name) else { return false }
      try await agenda.delete(entry.id)
      return true
    }
  }

  /// Lets work be done now that was given up, or rests after a failure.
  ///
  /// - Throws: ``StoreError/notFound(_:)`` when there is no such entry, or none that the actor may see.
  public func retry(_ id: AgendaEntry.ID) async throws {
    try await writing { context in
      guard try await context.record(id.key) != nil else { throw StoreError.notFound(id.key) }
      let agenda = StoreTransaction(unrestricting: context)
      try await agenda.update(id) {
        $0.attempts = 0
        $0.dueAt = agenda.instant
      }
    }
  }

  /// The entry of a kind and name.
  private func agendaEntry(_ kind: String, _ name: String?) async throws -> AgendaEntry? {
    guard let name else { return nil }
    return try await first(where: \.kind == kind && \.name == name)
  }
}
