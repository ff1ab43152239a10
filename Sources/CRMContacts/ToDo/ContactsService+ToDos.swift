public import CRMCore

extension ContactsService where Scope: ~Copyable {
  /// What a user is to do, the most urgent first: by day or time, without one last, then as it was written down.
  ///
  /// What is due on a day is due when the day ends, in the environment's time zone.
  ///
  /// - Parameters:
  ///   - owner: The user.
  ///   - limit: The greatest number of to-dos.
  public func openToDos(of owner: User.ID, limit: Int = 100) async throws -> [ToDo] {
    try await scope.reading { context in
      try await Snapshot(sharing: context).openToDos(\.owner == owner, limit: limit)
    }
  }

  /// What is still open of what a record is about, the most urgent first: see ``openToDos(of:limit:)``.
  public func openToDos(regarding key: RecordKey, limit: Int = 100) async throws -> [ToDo] {
    try await scope.reading { context in
      try await Snapshot(sharing: context).openToDos(
        \.record == key.id.description && \.subject == key.entity, limit: limit)
    }
  }
}

extension ContactsService where Scope: RecordWriting & ~Copyable {
  /// Writes down what is to be done.
  ///
  /// - Parameters:
  ///   - title: What is to be done.
  ///   - due: When; nil for whenever.
  ///   - owner: Who is to do it; nil for the user who acts.
  ///   - priority: How much it matters.
  ///   - key: The record that it is about.
  ///   - remindAt: When the owner is reminded of it in their inbox; nil for never.
  ///   - notes: What else there is to say.
  @discardableResult
  public func plan(
    _ title: String, due: ToDoDue? = nil, for owner: User.ID? = nil, priority: ToDo.Priority = .normal,
    regarding key: RecordKey? = nil, remindAt: Instant? = nil, notes: String? = nil
  ) async throws -> ToDo {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      var toDo = ToDo(id: transaction.newID())
      toDo.title = title
      if case .on(let day) = due { toDo.dueOn = day }
      if case .at(let instant) = due { toDo.dueAt = instant }
      toDo.owner = if let owner { owner } else { try await transaction.actingUser() }
      toDo.priority = priority
      toDo.regarding = key
      toDo.remindAt = remindAt
      toDo.notes = notes
      return try await transaction.insert(toDo)
    }
  }

  /// Says that it is done.
  ///
  /// - Throws: `StoreError.notFound`; ``ContactsError/isClosed(_:)`` when it is not open.
  @discardableResult
  public func complete(_ id: ToDo.ID) async throws -> ToDo { try await close(id, as: .completed) }

  /// Says that it will not be done.
  ///
  /// - Throws: `StoreError.notFound`; ``ContactsError/isClosed(_:)`` when it is not open.
  @discardableResult
  public func cancel(_ id: ToDo.ID) async throws -> ToDo { try await close(id, as: .canceled) }

  /// Opens what was completed or canceled; it can be changed again.
  ///
  /// - Throws: `StoreError.notFound`; ``ContactsError/isOpen(_:)``.
  @discardableResult
  public func reopen(_ id: ToDo.ID) async throws -> ToDo {
    try await scope.update(id) { toDo in
      if toDo.state == .open { throw ContactsError.isOpen(id.key) }
      (toDo.state, toDo.statusReason, toDo.closedAt) = (.open, .notStarted, nil)
    }
  }

  private func close(_ id: ToDo.ID, as state: ToDo.State) async throws -> ToDo {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      let now = transaction.instant
      return try await transaction.update(id) { toDo in
        if toDo.state != .open { throw ContactsError.isClosed(id.key) }
        (toDo.state, toDo.statusReason, toDo.closedAt) = (state, nil, now)
      }
    }
  }
}

extension Snapshot {
  func openToDos(_ filter: Filter<ToDo>, limit: Int) async throws -> [ToDo] {
    let calendar = try await reading { $0.environment.calendar }
    let open: Filter<ToDo> = filter && \.state == .open
    // The first of each kind suffice to find the first of all.
    let timed = try await fetch(
      ToDo.self, where: open && \.dueAt != nil, sort: .ascending(\.dueAt), limit: limit)
    let dated = try await fetch(
      ToDo.self, where: open && \.dueOn != nil, sort: .ascending(\.dueOn), limit: limit)
    let others = try await fetch(ToDo.self, where: open && \.dueAt == nil && \.dueOn == nil, limit: limit)
    let ordered = try (timed + dated).map { (try $0.deadline(in: calendar), $0) }.sorted {
      ($0.0, $0.1.id) < ($1.0, $1.1.id)
    }
    return Array((ordered.map(\.1) + others).prefix(max(limit, 0)))
  }
}

extension ToDo {
  /// When it is late; without a day or time never.
  func deadline(in calendar: ReportCalendar) throws -> Instant {
    if let dueAt { return dueAt }
    guard let dueOn else { return Instant(microsecondsSince1970: .max) }
    return try calendar.instants(of: dueOn..<dueOn.adding(days: 1)).upperBound
  }
}
