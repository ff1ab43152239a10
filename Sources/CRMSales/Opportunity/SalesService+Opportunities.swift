import CRMContacts
public import CRMCore

extension SalesService where Scope: RecordWriting & ~Copyable {
  /// Opens an opportunity in the first stage of its pipeline, or in the one that the draft says.
  ///
  /// - Throws: `RecordError.invalid`, `StoreError.missingTarget`, ``SalesError/stageElsewhere(_:stage:)``.
  @discardableResult
  public func open(_ draft: OpportunityDraft) async throws -> Opportunity {
    try await scope.writing { try await StoreTransaction(sharing: $0).open(draft) }
  }

  /// Takes an opportunity on to another stage of its pipeline.
  ///
  /// To write the stage does the same. An opportunity is won and lost by closing it: ``close(_:as:reason:statusReason:competitor:value:on:)``.
  ///
  /// - Parameters:
  ///   - id: The opportunity.
  ///   - stage: The name of the stage; the next to which a way is open, when it is nil.
  /// - Throws: `ProcessError.blocked` with all that is to be done first, `ProcessError.noWay`, ``SalesError/isClosed(_:)``, `StoreError.notFound`.
  @discardableResult
  public func advance(_ id: Opportunity.ID, to stage: String? = nil) async throws -> Opportunity {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      let engine = StoreTransaction(unrestricting: context)
      let deal = try await transaction.get(id)
      guard deal.state == .open else { throw SalesError.isClosed(id.key) }
      guard let pipeline = deal.pipeline, let process = try await engine.find(pipeline)?.process,
        let way = try await engine.runningWay(of: id.key, through: process)
      else { throw ProcessError.noWay(id.key, from: "", to: stage) }
      try await transaction.advance(way.id, to: stage)
      return try await transaction.get(id)
    }
  }
}

extension StoreTransaction {
  /// Opens an opportunity.
  func open(_ draft: OpportunityDraft) async throws -> Opportunity {
    try await writing { context in
      let engine = StoreTransaction(unrestricting: context)
      var deal = draft.record
      deal.id = newID()
      if deal.owner == nil { deal.owner = try await actingUser() }
      if deal.pipeline == nil, keeps(ProcessInstance.self) {
        var family: String?
        if let product = deal.product { family = try await engine.find(product)?.family }
        deal.pipeline = try await engine.pipeline(for: family).id
      }
      if deal.stage == nil, let pipeline = deal.pipeline {
        deal.stage = try await engine.firstStage(of: pipeline)?.id
      }
      if deal.createdOn == nil { deal.createdOn = try environment.calendar.date(of: instant) }
      deal = try await StoreTransaction(sharing: context).insert(deal)
      try await engine.keepOnWay(deal, insteadOf: nil)
      return try await StoreTransaction(sharing: context).get(deal.id)
    }
  }
}
