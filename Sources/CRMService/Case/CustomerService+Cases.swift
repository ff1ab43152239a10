public import CRMContacts
public import CRMCore

extension CustomerService where Scope: ~Copyable {
  /// The stays of a case in the stages of its handling, the oldest first, each with how long it took.
  ///
  /// - Throws: `StoreError.notFound`.
  public func stageHistory(of id: Case.ID) async throws -> [StageVisit] { try await scope.stageVisits(of: id.key) }
}

extension CustomerService where Scope: RecordWriting & ~Copyable {
  /// Opens a case: it gets its number, its priority, its service level, and a place where somebody finds it.
  ///
  /// Unless the draft names an owner, it waits in the draft's queue, or in the one that ``ServicePolicies/routing`` says; where there is none it
  /// belongs to the user who opens it.
  ///
  /// - Returns: The case; its number and what was written, where it went out of the sight of the one who opened it.
  /// - Throws: `RecordError.invalid`, `StoreError.missingTarget`, `StoreError.duplicate` when its `number` or `externalID` is known.
  @discardableResult
  public func open(_ draft: CaseDraft) async throws -> Case {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      let engine = StoreTransaction(unrestricting: context)
      var record = draft.record
      record.id = transaction.newID()
      if record.owner == nil { record.owner = try await transaction.actingUser() }
      record = try await transaction.insert(record)
      let id = record.id
      if draft.record.owner == nil {
        let queue = if let queue = record.queue { queue } else { try await engine.route(of: record) }
        if let queue { try await engine.update(id) { ($0.queue, $0.owner) = (queue, nil) } }
      }
      try await engine.settle(id)
      if let seen = try await transaction.find(id) { return seen }
      record.number = try await engine.get(id).number
      return record
    }
  }

  /// Takes a case on to another stage of its handling.
  ///
  /// - Parameters:
  ///   - id: The case.
  ///   - stage: The name of the stage; the first to which a way is open, when it is nil.
  /// - Throws: `ProcessError.blocked` with all that is to be done first, `ProcessError.noWay`, ``ServiceError/isClosed(_:)``, `StoreError.notFound`.
  @discardableResult
  public func advance(_ id: Case.ID, to stage: String? = nil) async throws -> Case {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      guard try await transaction.get(id).state == .active else { throw ServiceError.isClosed(id.key) }
      let process = transaction.environment.service.process.name
      let way = try await StoreTransaction(unrestricting: context).runningWay(of: id.key, through: process)
      guard let way else { throw ProcessError.unknown(process) }
      try await transaction.advance(way.id, to: stage)
      return try await transaction.get(id)
    }
  }

  /// Keeps what was said to the customer about a case.
  ///
  /// The first that goes out, notes aside, is the first response; so it is when the interaction is logged without this, see ``FirstResponse``.
  ///
  /// - Parameters:
  ///   - id: The case.
  ///   - draft: What was said: it is about the case, goes out unless it says otherwise, and to the contact or customer where it names nobody.
  /// - Throws: ``ServiceError/isClosed(_:)``, `StoreError.notFound`, and what `ContactsService.log` throws.
  @discardableResult
  public func respond(_ id: Case.ID, _ draft: InteractionDraft) async throws -> Interaction {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      let engine = StoreTransaction(unrestricting: context)
      try await context.reading.require([.update], id.key)
      let record = try await transaction.get(id)
      if record.state != .active { throw ServiceError.isClosed(id.key) }
      var draft = draft
      draft.regarding = id.key
      draft.direction = draft.direction ?? .outgoing
      let other = record.contact.map(Party.contact) ?? record.customer.party
      if draft.parties.isEmpty, let other { draft.parties = [InteractionParty(other, as: .to)] }
      let interaction = try await transaction.contacts.log(draft)
      try await FirstResponse().follow(interaction, in: engine)
      try await engine.settle(id)
      return interaction
    }
  }

  /// Lets a case wait: its clocks stand still where ``ServicePolicies/isOnHold`` or its service level says so.
  ///
  /// - Parameters:
  ///   - id: The case.
  ///   - reason: What for; ``Case/StatusReason/waitingForDetails`` for an answer of the customer.
  /// - Throws: ``ServiceError/isClosed(_:)``, `RecordError.invalid` for a reason of another state, `StoreError.notFound`.
  @discardableResult
  public func hold(_ id: Case.ID, as reason: Case.StatusReason = .onHold) async throws -> Case {
    try await scope.writing { try await StoreTransaction(sharing: $0).change(id) { $0.statusReason = reason } }
  }

  /// Goes on with a case that waited.
  ///
  /// - Throws: As ``hold(_:as:)``.
  @discardableResult
  public func resume(_ id: Case.ID, as reason: Case.StatusReason = .inProgress) async throws -> Case {
    try await hold(id, as: reason)
  }

  /// Calls for more attention to a case; one that was escalated already is left as it is.
  ///
  /// - Throws: ``ServiceError/isClosed(_:)``, `StoreError.notFound`.
  @discardableResult
  public func escalate(_ id: Case.ID) async throws -> Case {
    try await scope.writing { context in
      let now = context.instant
      return try await StoreTransaction(sharing: context).change(id) { $0.escalatedAt = $0.escalatedAt ?? now }
    }
  }
}

extension StoreTransaction {
  /// Changes an active case, as the actor may, and does at once what follows from it.
  func change(_ id: Case.ID, _ change: (inout Case) throws -> Void) async throws -> Case {
    try await update(id) { record in
      if record.state != .active { throw ServiceError.isClosed(id.key) }
      try change(&record)
    }
    return try await settled(id)
  }

  /// Does what follows from how a case was written.
  ///
  /// - Returns: The case as the actor sees it.
  func settled(_ id: Case.ID) async throws -> Case {
    try await writing { try await StoreTransaction(unrestricting: $0).settle(id) }
    return try await get(id)
  }
}
