public import CRMCore

extension SalesService where Scope: ~Copyable {
  /// How often and how an opportunity was won and lost, the oldest first.
  public func closes(of id: Opportunity.ID) async throws -> [OpportunityClose] {
    try await scope.reading { context in
      let snapshot = Snapshot(sharing: context)
      _ = try await snapshot.get(id)
      return try await snapshot.fetch(OpportunityClose.self, where: \.opportunity == id)
    }
  }
}

extension SalesService where Scope: RecordWriting & ~Copyable {
  /// Wins or loses an opportunity; it is read-only then, until it is reopened.
  ///
  /// - Parameters:
  ///   - id: The opportunity.
  ///   - outcome: How it ended.
  ///   - reason: Why, in words.
  ///   - statusReason: Why, as it is counted; nil for lost to the competitor, when one is named.
  ///   - competitor: To whom it was lost, or against whom it was won.
  ///   - value: What it has brought; nil for what was expected of what is won, and for nothing of what is lost.
  ///   - day: When; nil for today.
  /// - Throws: ``SalesError/isClosed(_:)``, `StoreError.notFound`; `ProcessError` when the pipeline does not allow it now, such as
  ///   `ProcessError.blocked` with what is to be done before it can be won.
  @discardableResult
  public func close(
    _ id: Opportunity.ID, as outcome: Opportunity.Outcome, reason: String? = nil,
    statusReason: Opportunity.StatusReason? = nil, competitor: Competitor.ID? = nil, value: Money? = nil,
    on day: CalendarDate? = nil
  ) async throws -> Opportunity {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      let today = try transaction.environment.calendar.date(of: transaction.instant)
      let deal = try await transaction.update(id) { deal in
        if deal.state != .open { throw SalesError.isClosed(id.key) }
        deal.state = outcome.state
        deal.statusReason = statusReason ?? (outcome == .lost && competitor != nil ? .outSold : nil)
        deal.closeReason = reason
        deal.competitor = competitor
        let nothing = deal.estimatedValue.map { Money.zero($0.currency) }
        deal.actualValue = value ?? (outcome == .won ? deal.estimatedValue : nothing)
        deal.actualCloseDate = day ?? today
      }
      try await StoreTransaction(unrestricting: context).keepOnWay(deal, insteadOf: nil)
      return deal
    }
  }

  /// Opens an opportunity again that was won or lost; it goes on in the stage that it was in.
  ///
  /// - Throws: ``SalesError/isOpen(_:)``, `StoreError.notFound`.
  @discardableResult
  public func reopen(_ id: Opportunity.ID) async throws -> Opportunity {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      let deal = try await transaction.update(id) { deal in
        if deal.state == .open { throw SalesError.isOpen(id.key) }
        (deal.state, deal.statusReason) = (.open, nil)
        (deal.actualValue, deal.actualCloseDate, deal.closeReason, deal.competitor) = (nil, nil, nil, nil)
      }
      try await StoreTransaction(unrestricting: context).keepOnWay(deal, insteadOf: nil)
      return try await transaction.get(id)
    }
  }
}
