import CRMContacts
public import CRMCore

extension MarketingService where Scope: RecordWriting & ~Copyable {
  /// Notes that somebody has responded.
  ///
  /// - Throws: `RecordError.invalid`, `StoreError.missingTarget`; ``MarketingError/noAudience(_:known:)`` for somebody who does not want to be written to
  ///   any more and whose consents are not known here.
  @discardableResult
  public func respond(_ draft: ResponseDraft) async throws -> CampaignResponse {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      var response = draft.record
      response.id = transaction.newID()
      if response.receivedOn == nil {
        response.receivedOn = try transaction.environment.calendar.date(of: transaction.instant)
      }
      if response.owner == nil { response.owner = try await transaction.actingUser() }
      return try await transaction.insert(response)
    }
  }

  /// Says that a response was dealt with, and what it led to.
  ///
  /// - Parameters:
  ///   - id: The response.
  ///   - lead: The lead that it led to: a record of the entity `lead`.
  ///   - opportunity: The opportunity that it led to: a record of the entity `opportunity`.
  /// - Throws: ``MarketingError/isClosed(_:)``, `StoreError.notFound`, `StoreError.missingTarget`.
  @discardableResult
  public func close(
    _ id: CampaignResponse.ID, leadingTo lead: Identifier? = nil, opportunity: Identifier? = nil
  ) async throws -> CampaignResponse {
    try await end(id, as: .closed) { response in
      response.resultingLead = lead ?? response.resultingLead
      response.resultingOpportunity = opportunity ?? response.resultingOpportunity
    }
  }

  /// Says that a response does not count.
  ///
  /// What it has brought about, such as a consent that was withdrawn, stays.
  ///
  /// - Throws: ``MarketingError/isClosed(_:)``, `StoreError.notFound`.
  @discardableResult
  public func cancel(_ id: CampaignResponse.ID) async throws -> CampaignResponse { try await end(id, as: .canceled) }

  /// Opens a response again.
  ///
  /// - Throws: ``MarketingError/isOpen(_:)``, `StoreError.notFound`.
  @discardableResult
  public func reopen(_ id: CampaignResponse.ID) async throws -> CampaignResponse {
    try await scope.update(id) { response in
      if response.state == .open { throw MarketingError.isOpen(id.key) }
      (response.state, response.closedAt) = (.open, nil)
    }
  }

  private func end(
    _ id: CampaignResponse.ID, as state: CampaignResponse.State,
    _ change: (inout CampaignResponse) -> Void = { _ in }
  ) async throws -> CampaignResponse {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      let now = transaction.instant
      return try await transaction.update(id) { response in
        if response.state != .open { throw MarketingError.isClosed(id.key) }
        change(&response)
        (response.state, response.closedAt) = (state, now)
      }
    }
  }
}
