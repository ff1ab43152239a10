/// That an approval was not answered in time: work on the agenda.
struct ApprovalExpiry: ScheduledWork {
  static let kind = "approvalExpiry"
  let approval: ProcessApproval.ID
}

extension RecordWriting where Self: ~Copyable {
  /// Asks for an approval of the stage; the one that is open already, when there is one.
  ///
  /// Its time limit is kept by the agenda: an ``AgendaRunner`` with ``AgendaRunner/handleAutomation()`` lets it expire.
  ///
  /// - Throws: ``ProcessError/nothingOfThatName(_:stage:name:)``, ``ProcessError/ended(_:)``, ``StoreError/notFound(_:)`` when the record is gone
  ///   or out of sight.
  @discardableResult
  public func requestApproval(_ name: String, of instance: ProcessInstance.ID) async throws -> ProcessApproval {
    try await writing { context in
      let engine = StoreTransaction(unrestricting: context)
      let way = try await engine.way(of: instance, movedThrough: context.reading)
      for gate in way.stage.gates {
        guard case .approval(name, let role, let limit) = gate else { continue }
        let newest = try await engine.approvals(of: way.visit).last { $0.name == name }
        if let newest, newest.state == .asked || newest.state == .approved { return newest }
        var approval = ProcessApproval(id: engine.newID())
        approval.instance = instance
        approval.visit = way.visit.id
        approval.stage = way.stage.name
        approval.name = name
        approval.role = role
        approval.dueAt = try limit.map { try engine.instant.advanced(by: $0) }
        approval = try await engine.insert(approval)
        if let limit { try await engine.schedule(ApprovalExpiry(approval: approval.id), due: .after(limit)) }
        return approval
      }
      throw ProcessError.nothingOfThatName(instance.key, stage: way.stage.name, name: name)
    }
  }

  /// Answers an approval.
  ///
  /// - Throws: ``ProcessError/notEntitled(_:role:)`` unless the actor holds the role, has been given the decision, or is the program itself;
  ///   ``ProcessError/decided(_:state:)``.
  @discardableResult
  public func decide(
    _ approval: ProcessApproval.ID, isApproved: Bool, comment: String? = nil
  ) async throws -> ProcessApproval {
    try await writing { context in
      let engine = StoreTransaction(unrestricting: context)
      var approval = try await engine.openApproval(approval, seenThrough: context.reading)
      approval.state = isApproved ? .approved : .rejected
      approval.decidedBy = engine.environment.actor?.description
      approval.decidedAt = engine.instant
      approval.comment = comment
      return try await engine.update(approval)
    }
  }

  /// Gives the decision to somebody else, who may decide from then on besides those who hold the role.
  ///
  /// - Throws: As ``decide(_:isApproved:comment:)``.
  @discardableResult
  public func delegate(_ approval: ProcessApproval.ID, to actor: Identifier) async throws -> ProcessApproval {
    try await writing { context in
      let engine = StoreTransaction(unrestricting: context)
      var approval = try await engine.openApproval(approval, seenThrough: context.reading)
      approval.delegate = actor.description
      return try await engine.update(approval)
    }
  }
}

extension RecordReading where Self: ~Copyable {
  /// The approvals that wait for somebody's answer, since they hold the role or were given the decision, in the order in which they were asked
  /// for.
  public func approvals(waitingFor actor: Identifier) async throws -> [ProcessApproval] {
    try await reading { context in
      let view = Snapshot(sharing: context)
      let roles = try await Snapshot(unrestricting: context).roles(of: actor).map(\.name)
      return try await view.fetch(ProcessApproval.self) {
        $0.state == .asked
        $0.role.isIn(roles) || $0.delegate == actor.description
      }
    }
  }
}

extension StoreTransaction {
  /// An approval that the actor may answer now.
  fileprivate func openApproval(
    _ id: ProcessApproval.ID, seenThrough context: borrowing ReadContext
  ) async throws -> ProcessApproval {
    guard try await context.record(id.key) != nil else { throw StoreError.notFound(id.key) }
    let approval = try await get(id)
    if let actor = environment.actor?.description, actor != approval.delegate {
      let holds: Filter<RoleAssignment> = \.actor == actor && \.role / \.name == approval.role
      guard try await exists(where: holds) else { throw ProcessError.notEntitled(id.key, role: approval.role) }
    }
    guard approval.state == .asked else { throw ProcessError.decided(id.key, state: approval.state) }
    return approval
  }

  /// Lets an approval expire, if nobody has answered it.
  func expire(_ id: ProcessApproval.ID) async throws {
    guard var approval = try await find(id), approval.state == .asked else { return }
    approval.state = .expired
    try await update(approval)
  }
}
