import CRMContacts
public import CRMCore

extension MarketingService where Scope: ~Copyable {
  /// What a campaign has come to so far: members, responses, costs.
  ///
  /// Whoever may see the campaign is told all of it.
  ///
  /// - Throws: `StoreError.notFound`.
  public func figures(of id: Campaign.ID) async throws -> CampaignFigures {
    try await scope.reading { context in
      let campaign = try await Snapshot(sharing: context).get(id)
      return try await Snapshot(unrestricting: context).figures(of: campaign)
    }
  }
}

extension MarketingService where Scope: RecordWriting & ~Copyable {
  /// Plans a campaign; it is the acting user's, unless the draft names an owner.
  ///
  /// - Throws: `RecordError.invalid`; `StoreError.duplicate` when its code is taken.
  @discardableResult
  public func plan(_ draft: CampaignDraft) async throws -> Campaign {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      var campaign = draft.record
      campaign.id = transaction.newID()
      if campaign.owner == nil { campaign.owner = try await transaction.actingUser() }
      return try await transaction.insert(campaign)
    }
  }

  /// Says where a campaign stands; the day on which it is first launched, and the one on which it is completed or canceled, are noted.
  ///
  /// - Throws: ``MarketingError/isClosed(_:)`` when it is inactive; `StoreError.notFound`.
  @discardableResult
  public func advance(_ id: Campaign.ID, to reason: Campaign.StatusReason) async throws -> Campaign {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      let today = try transaction.environment.calendar.date(of: transaction.instant)
      return try await transaction.update(id) { campaign in
        if campaign.state == .inactive { throw MarketingError.isClosed(id.key) }
        campaign.statusReason = reason
        if reason == .launched { campaign.actualStart = campaign.actualStart ?? today }
        let isOver = reason == .completed || reason == .canceled
        campaign.actualEnd = isOver ? campaign.actualEnd ?? today : nil
      }
    }
  }

  /// Makes a campaign inactive: it is read-only then, until it is active again.
  ///
  /// - Throws: ``MarketingError/isClosed(_:)``, `StoreError.notFound`.
  @discardableResult
  public func deactivate(_ id: Campaign.ID) async throws -> Campaign {
    try await scope.update(id) { campaign in
      if campaign.state == .inactive { throw MarketingError.isClosed(id.key) }
      (campaign.state, campaign.statusReason) = (.inactive, nil)
    }
  }

  /// Makes an inactive campaign active again.
  ///
  /// - Throws: ``MarketingError/isOpen(_:)``, `StoreError.notFound`.
  @discardableResult
  public func reactivate(
    _ id: Campaign.ID, as reason: Campaign.StatusReason = .proposed
  ) async throws -> Campaign {
    try await scope.update(id) { campaign in
      if campaign.state == .active { throw MarketingError.isOpen(id.key) }
      (campaign.state, campaign.statusReason) = (.active, reason)
    }
  }

  /// Notes what a campaign has cost; whoever may change the campaign may do it.
  ///
  /// - Parameters:
  ///   - amount: How much; less than nothing for what was given back.
  ///   - text: What was paid for.
  ///   - id: The campaign.
  ///   - activity: The activity that it was for.
  ///   - day: When; nil for today.
  /// - Throws: `StoreError.notFound`, `StoreError.notAllowed`, `RecordError.invalid`; ``MarketingError/isClosed(_:)``.
  @discardableResult
  public func spend(
    _ amount: Money, for text: String, on id: Campaign.ID, activity: CampaignActivity.ID? = nil,
    day: CalendarDate? = nil
  ) async throws -> CampaignCost {
    try await scope.writing { context in
      try await context.reading.require([.update], id.key)
      let engine = StoreTransaction(unrestricting: context)
      var cost = CampaignCost(id: engine.newID())
      (cost.campaign, cost.activity, cost.text, cost.amount) = (id, activity, text, amount)
      let today = try engine.environment.calendar.date(of: engine.instant)
      cost.day = day ?? today
      return try await engine.insert(cost)
    }
  }

  /// Takes some into a campaign; whoever may change the campaign may do it, with those whom they may see.
  ///
  /// - Parameters:
  ///   - members: Accounts, contacts and leads, at most ``MarketingPolicies/limit`` of them; who is in it already stays there once.
  ///   - id: The campaign.
  /// - Returns: How many are new in it.
  /// - Throws: `StoreError.notFound`, `StoreError.notAllowed`; ``MarketingError/isClosed(_:)``, ``MarketingError/noAudience(_:known:)``,
  ///   ``MarketingError/tooMany(_:limit:)``.
  @discardableResult
  public func target(_ members: [RecordKey], by id: Campaign.ID) async throws -> Int {
    try await scope.writing { context in
      try await context.reading.require([.update], id.key)
      let policies = context.reading.environment.marketing
      try policies.requireWithinLimit(members.count)
      for (entity, keys) in Dictionary(grouping: members, by: \.entity).sorted(by: { $0.key < $1.key }) {
        _ = try policies.audience(of: entity)
        let seen = try await context.reading.records(keys, of: context.reading.catalog.type(of: entity))
        if let hidden = keys.first(where: { seen[$0] == nil }) { throw StoreError.notFound(hidden) }
      }
      return try await StoreTransaction(unrestricting: context).target(members, by: id, from: nil)
    }
  }

  /// Takes those who are on some lists now into a campaign, as far as the one who acts may see them; whoever may change the campaign may do it.
  ///
  /// - Returns: How many are new in it.
  /// - Throws: `StoreError.notFound`, `StoreError.notAllowed`; ``MarketingError/isClosed(_:)``, ``MarketingError/unfitFilter(_:_:)``;
  ///   ``MarketingError/tooMany(_:limit:)`` when the lists hold more than ``MarketingPolicies/limit``.
  @discardableResult
  public func target(_ lists: [MarketingList.ID], by id: Campaign.ID) async throws -> Int {
    try await scope.writing { context in
      try await context.reading.require([.update], id.key)
      var (count, new) = (0, 0)
      for list in lists {
        let list = try await StoreTransaction(sharing: context).get(list)
        count += try await context.reading.count(of: list)
        try context.reading.environment.marketing.requireWithinLimit(count)
        let members = try await context.reading.members(of: list, limit: max(count, 1), after: nil).keys
        new += try await StoreTransaction(unrestricting: context).target(members, by: id, from: list.id)
      }
      return new
    }
  }
}

extension StoreTransaction {
  fileprivate func target(
    _ members: [RecordKey], by campaign: Campaign.ID, from list: MarketingList.ID?
  ) async throws -> Int {
    try await addRows(of: CampaignMember.self, for: members, where: .compare("campaign", .equal, campaign.anyValue)) {
      ($0.campaign, $0.list) = (campaign, list)
    }
  }
}
