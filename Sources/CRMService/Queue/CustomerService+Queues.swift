public import CRMContacts
public import CRMCore

extension CustomerService where Scope: ~Copyable {
  /// What waits in a queue for somebody, the most urgent first: by priority, then what is due first, then the oldest.
  ///
  /// - Parameters:
  ///   - queue: The queue.
  ///   - limit: The greatest number of cases.
  public func waiting(in queue: Queue.ID, limit: Int = 100) async throws -> [Case] {
    try await scope.reading { try await Snapshot(sharing: $0).waiting(in: queue, limit: limit) }
  }
}

extension CustomerService where Scope: RecordWriting & ~Copyable {
  /// Takes a case out of its queue: it belongs to the user who acts.
  ///
  /// Whoever is a member of the queue and sees the case may pick it, whatever else they may change.
  ///
  /// - Throws: ``ServiceError/isOwned(_:by:)``, ``ServiceError/inNoQueue(_:)``, ``ServiceError/notMember(_:)``, ``ServiceError/nobodyActs``,
  ///   ``ServiceError/isClosed(_:)``, `StoreError.notFound`.
  @discardableResult
  public func pick(_ id: Case.ID) async throws -> Case {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      let record = try await transaction.get(id)
      if record.state != .active { throw ServiceError.isClosed(id.key) }
      if let owner = record.owner { throw ServiceError.isOwned(id.key, by: owner.key) }
      guard let queue = record.queue else { throw ServiceError.inNoQueue(id.key) }
      let user = try await StoreTransaction(unrestricting: context).member(of: queue)
      try await StoreTransaction(unrestricting: context).update(id) { $0.owner = user }
      return try await transaction.settled(id)
    }
  }

  /// Takes the most urgent case out of a queue: see ``waiting(in:limit:)``.
  ///
  /// - Returns: The case, which belongs to the user who acts now; nil when nothing waits that they see.
  /// - Throws: ``ServiceError/notMember(_:)``, ``ServiceError/nobodyActs``, `StoreError.notFound`.
  @discardableResult
  public func pickNext(from queue: Queue.ID) async throws -> Case? {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      _ = try await StoreTransaction(unrestricting: context).member(of: queue)
      guard let next = try await transaction.waiting(in: queue, limit: 1).first else { return nil }
      return try await transaction.service.pick(next.id)
    }
  }

  /// Gives a case to somebody.
  ///
  /// - Throws: ``ServiceError/isClosed(_:)``, `StoreError.notFound`, `StoreError.notAllowed`.
  @discardableResult
  public func assign(_ id: Case.ID, to owner: User.ID) async throws -> Case {
    try await scope.writing { try await StoreTransaction(sharing: $0).handOver(id) { $0.owner = owner } }
  }

  /// Puts a case into a queue, where it waits for somebody.
  ///
  /// - Throws: ``ServiceError/isClosed(_:)``, `StoreError.notFound`, `StoreError.notAllowed`.
  @discardableResult
  public func move(_ id: Case.ID, to queue: Queue.ID) async throws -> Case {
    try await scope.writing {
      try await StoreTransaction(sharing: $0).handOver(id) { ($0.queue, $0.owner) = (queue, nil) }
    }
  }

  /// Sends a case to the queue that ``ServicePolicies/routing`` says; where it says none, the case stays where it is.
  ///
  /// - Throws: ``ServiceError/isClosed(_:)``, `StoreError.notFound`, `StoreError.notAllowed`.
  @discardableResult
  public func route(_ id: Case.ID) async throws -> Case {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      let record = try await transaction.get(id)
      let queue = try await StoreTransaction(unrestricting: context).route(of: record)
      return try await transaction.handOver(id) { if let queue { ($0.queue, $0.owner) = (queue, nil) } }
    }
  }
}

extension StoreTransaction {
  /// The user who acts, who is to be a member of a queue; for transactions that no rights limit.
  fileprivate func member(of id: Queue.ID) async throws -> User.ID {
    guard let user = try await actingUser() else { throw ServiceError.nobodyActs }
    guard try await get(id).members.contains(user) else { throw ServiceError.notMember(id.key) }
    return user
  }

  /// Changes an active case so that it may go out of the actor's sight; then the answer is what was written.
  fileprivate func handOver(_ id: Case.ID, _ change: (inout Case) -> Void) async throws -> Case {
    let written = try await update(id) { record in
      if record.state != .active { throw ServiceError.isClosed(id.key) }
      change(&record)
    }
    try await writing { try await StoreTransaction(unrestricting: $0).settle(id) }
    return try await find(id) ?? written
  }
}

extension RecordReading where Self: ~Copyable {
  /// What waits in a queue, the most urgent first.
  fileprivate func waiting(in queue: Queue.ID, limit: Int) async throws -> [Case] {
    let isWaiting: Filter<Case> = \.queue == queue && \.owner == nil && \.state == .active
    // What is due first among each, and last what is never due: the first of both suffice to find the first of all.
    let isDue = Filter<Case>(.compare("dueAt", .notEqual, .null))
    let due = try await fetch(
      where: isWaiting && isDue, sort: .descending("urgency"), .ascending("dueAt"), limit: limit)
    let others = try await fetch(where: isWaiting && !isDue, sort: .descending("urgency"), limit: limit)
    let never = Instant(microsecondsSince1970: .max)
    let ordered = (due + others).sorted { left, right in
      (-left.urgency, left.dueAt ?? never, left.id) < (-right.urgency, right.dueAt ?? never, right.id)
    }
    return Array(ordered.prefix(max(limit, 0)))
  }
}
