import CRMContacts
public import CRMCore

extension SalesService where Scope: RecordWriting & ~Copyable {
  /// Keeps a lead and begins its qualification.
  ///
  /// The owner is the user who acts, unless the draft names one.
  ///
  /// - Throws: `RecordError.invalid`, `StoreError.duplicate` when its `externalID` is known.
  @discardableResult
  public func capture(_ draft: LeadDraft) async throws -> Lead {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      var lead = draft.record
      lead.id = transaction.newID()
      if lead.owner == nil { lead.owner = try await transaction.actingUser() }
      lead = try await transaction.insert(lead)
      try await StoreTransaction(unrestricting: context).keepOnWay(lead)
      return try await transaction.get(lead.id)
    }
  }

  /// Takes a lead on to another stage of its qualification.
  ///
  /// - Parameters:
  ///   - id: The lead.
  ///   - stage: The name of the stage; the first to which a way is open, when it is nil.
  /// - Throws: `ProcessError.blocked` with all that is to be done first, `ProcessError.noWay`, ``SalesError/isClosed(_:)``, `StoreError.notFound`.
  @discardableResult
  public func advance(_ id: Lead.ID, to stage: String? = nil) async throws -> Lead {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      guard try await transaction.get(id).state == .open else { throw SalesError.isClosed(id.key) }
      let process = transaction.environment.sales.leadProcess.name
      let way = try await StoreTransaction(unrestricting: context).runningWay(of: id.key, through: process)
      guard let way else { throw ProcessError.unknown(process) }
      try await transaction.advance(way.id, to: stage)
      return try await transaction.get(id)
    }
  }

  /// Gives a lead up.
  ///
  /// - Parameters:
  ///   - id: The lead.
  ///   - reason: Why, as it is counted.
  ///   - note: Why, in words.
  /// - Throws: ``SalesError/isClosed(_:)``, `StoreError.notFound`; `ProcessError` when the qualification's process does not allow it now.
  @discardableResult
  public func disqualify(_ id: Lead.ID, as reason: Lead.StatusReason, note: String? = nil) async throws -> Lead {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      let now = transaction.instant
      let lead = try await transaction.update(id) { lead in
        if lead.state != .open { throw SalesError.isClosed(id.key) }
        (lead.state, lead.statusReason, lead.closedAt, lead.closeReason) = (.disqualified, reason, now, note)
      }
      try await StoreTransaction(unrestricting: context).keepOnWay(lead)
      return try await transaction.get(id)
    }
  }

  /// Opens a lead again that was disqualified; its qualification goes on in the stage that it was in.
  ///
  /// - Throws: ``SalesError/isOpen(_:)``, ``SalesError/converted(_:_:)``, `StoreError.notFound`.
  @discardableResult
  public func reopen(_ id: Lead.ID) async throws -> Lead {
    try await scope.writing { try await StoreTransaction(sharing: $0).reopen(id) }
  }
}

extension StoreTransaction {
  /// Opens a closed lead again.
  func reopen(_ id: Lead.ID) async throws -> Lead {
    try await writing { context in
      let engine = StoreTransaction(unrestricting: context)
      if let conversion = try await engine.conversion(of: id) { throw SalesError.converted(id.key, conversion.id.key) }
      let lead = try await StoreTransaction(sharing: context).update(id) { lead in
        if lead.state == .open { throw SalesError.isOpen(id.key) }
        (lead.state, lead.statusReason, lead.closedAt, lead.closeReason) = (.open, .contacted, nil, nil)
        (lead.account, lead.contact, lead.opportunity) = (nil, nil, nil)
      }
      try await engine.keepOnWay(lead)
      return try await StoreTransaction(sharing: context).get(id)
    }
  }
}
