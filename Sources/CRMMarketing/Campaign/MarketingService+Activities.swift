public import CRMContacts
public import CRMCore

extension MarketingService where Scope: ~Copyable {
  /// How far the work of an activity has come.
  ///
  /// Whoever may see the activity is told all of it.
  ///
  /// - Throws: `StoreError.notFound`.
  public func progress(of id: CampaignActivity.ID) async throws -> ActivityProgress {
    try await scope.reading { context in
      let activity = try await Snapshot(sharing: context).get(id)
      return try await Snapshot(unrestricting: context).progress(of: activity)
    }
  }
}

extension MarketingService where Scope: RecordWriting & ~Copyable {
  /// Plans an activity of a campaign; it is the acting user's.
  ///
  /// - Parameters:
  ///   - title: What is to be done; the title of its to-dos.
  ///   - kind: What kind of work it is.
  ///   - campaign: The campaign.
  ///   - day: The day on which it is to be done.
  ///   - priority: How much it matters.
  ///   - notes: How it is to be done.
  /// - Throws: `RecordError.invalid`, `StoreError.missingTarget`; ``MarketingError/isClosed(_:)``.
  @discardableResult
  public func plan(
    _ title: String, as kind: CampaignActivity.Kind = .task, in campaign: Campaign.ID, on day: CalendarDate? = nil,
    priority: ToDo.Priority = .normal, notes: String? = nil
  ) async throws -> CampaignActivity {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      var activity = CampaignActivity(id: transaction.newID())
      (activity.title, activity.kind, activity.campaign) = (title, kind, campaign)
      (activity.dueOn, activity.priority, activity.notes) = (day, priority, notes)
      activity.owner = try await transaction.actingUser()
      return try await transaction.insert(activity)
    }
  }

  /// Gives the work of an activity to people: a `ToDo` for each member of its campaign, once each, however often it is distributed.
  ///
  /// Whoever may change the activity may do it. Members whom the policy gives to nobody are the activity's owner's. Call it again while something is
  /// left, and when others have joined the campaign.
  ///
  /// - Parameters:
  ///   - id: The activity.
  ///   - policy: Who does what.
  ///   - limit: The greatest number of to-dos that this call writes.
  /// - Returns: How far the work has come then; ``ActivityProgress/unassigned`` is what is left.
  /// - Throws: `StoreError.notFound`, `StoreError.notAllowed`; ``MarketingError/isClosed(_:)``; ``MarketingError/nobodyToAssign(_:)``.
  /// - Complexity: O(*n*) in the campaign's members, whatever the limit.
  @discardableResult
  public func distribute(
    _ id: CampaignActivity.ID, by policy: some DistributionPolicy = OwnerDistribution(), limit: Int = 1000
  ) async throws -> ActivityProgress {
    try await scope.writing { context in
      try await context.reading.require([.update], id.key)
      let engine = StoreTransaction(unrestricting: context)
      var activity = try await engine.get(id)
      guard activity.state == .open else { throw MarketingError.isClosed(id.key) }
      try await engine.distribute(activity, by: policy, limit: limit)
      if activity.statusReason == .proposed {
        activity.statusReason = .inProgress
        try await engine.update(activity)
      }
      return try await engine.reading { try await Snapshot(sharing: $0).progress(of: activity) }
    }
  }

  /// Says that the work of an activity is over; what is still open of it stays with those who have it.
  ///
  /// - Throws: ``MarketingError/isClosed(_:)``, `StoreError.notFound`.
  @discardableResult
  public func close(_ id: CampaignActivity.ID) async throws -> CampaignActivity { try await end(id, as: .closed) }

  /// Calls an activity off: what is still open of it is canceled with it.
  ///
  /// - Throws: ``MarketingError/isClosed(_:)``, `StoreError.notFound`.
  @discardableResult
  public func cancel(_ id: CampaignActivity.ID) async throws -> CampaignActivity { try await end(id, as: .canceled) }

  /// Opens an activity again; to-dos that were canceled with it stay so.
  ///
  /// - Throws: ``MarketingError/isOpen(_:)``, `StoreError.notFound`.
  @discardableResult
  public func reopen(_ id: CampaignActivity.ID) async throws -> CampaignActivity {
    try await scope.update(id) { activity in
      if activity.state == .open { throw MarketingError.isOpen(id.key) }
      (activity.state, activity.statusReason, activity.closedAt) = (.open, .inProgress, nil)
    }
  }

  private func end(_ id: CampaignActivity.ID, as state: CampaignActivity.State) async throws -> CampaignActivity {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      let now = transaction.instant
      return try await transaction.update(id) { activity in
        if activity.state != .open { throw MarketingError.isClosed(id.key) }
        (activity.state, activity.statusReason, activity.closedAt) = (state, nil, now)
      }
    }
  }
}

extension StoreTransaction {
  /// Gives the next members of an activity's campaign to people.
  fileprivate func distribute(_ activity: CampaignActivity, by policy: some DistributionPolicy, limit: Int) async throws
  {
    let given = try await fetch(ActivityAssignment.self, where: \.activity == activity.id)
    let assigned = Set(given.compactMap(\.member))
    let members = try await fetch(CampaignMember.self, where: \.campaign == activity.campaign).compactMap(\.member)
    let next = Array(members.filter { !assigned.contains($0) }.prefix(max(limit, 0)))
    let records = try await reading { context in
      var records: [RecordKey: AnyRecord] = [:]
      for (entity, keys) in Dictionary(grouping: next, by: \.entity) where context.catalog.keeps(entity) {
        records.merge(try await context.records(keys, of: context.catalog.type(of: entity))) { first, _ in first }
      }
      return next.compactMap { records[$0] }
    }
    let people = try await reading { context in
      try await policy.assignees(for: records, of: activity, after: given.count, in: Snapshot(sharing: context))
    }
    for (record, person) in zip(records, people) {
      guard let owner = person ?? activity.owner else { throw MarketingError.nobodyToAssign(activity.key) }
      let toDo = try await contacts.plan(
        activity.title, due: activity.dueOn.map { .on($0) }, for: owner, priority: activity.priority,
        regarding: record.key, notes: activity.notes)
      var assignment = ActivityAssignment(id: newID())
      (assignment.activity, assignment.member, assignment.toDo) = (activity.id, record.key, toDo.id)
      try await insert(assignment)
    }
  }
}

extension Snapshot {
  /// How far the work of an activity has come.
  fileprivate func progress(of activity: CampaignActivity) async throws -> ActivityProgress {
    var progress = ActivityProgress()
    let own: Filter<ActivityAssignment> = \.activity == activity.id
    for row in try await aggregate(ActivityAssignment.self, where: own, by: [Grouping("toDo.state")], .count) {
      let count = row.values[0].count
      switch row.group[0].text.flatMap(ToDo.State.init) {
      case .open: progress.open = count
      case .completed: progress.completed = count
      case .canceled: progress.canceled = count
      case nil: progress.deleted = count
      }
    }
    let members = try await count(CampaignMember.self, where: \.campaign == activity.campaign)
    progress.unassigned = max(members - progress.assigned, 0)
    return progress
  }
}
