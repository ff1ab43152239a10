/// What holds a transaction's changes against the workflows, and carries out those that are set off.
struct Automation {
  /// The workflows by entity.
  private let rules: [String: [WorkflowRule]]
  /// The records as they were when they were last held against the workflows.
  private var seen: [RecordKey: AnyRecord?] = [:]

  init(_ rules: [String: [WorkflowRule]]) { self.rules = rules }

  /// Carries out what a transaction's changes set off, and what that sets off in turn.
  ///
  /// - Throws: ``AutomationError/endless(_:limit:)``, and what the actions throw.
  consuming func carryOut(in context: borrowing WriteContext) async throws {
    for _ in 0..<AutomatedStore.deepestChain {
      let fresh = freshChanges(in: context)
      if fresh.isEmpty { return }
      for (before, after, rules) in fresh {
        for rule in rules { try await hold(rule, against: before, after, in: context) }
      }
    }
    let rest = freshChanges(in: context)
    guard rest.isEmpty else {
      let names = Set(rest.flatMap { $0.rules.map(\.workflow.name) }).sorted()
      throw AutomationError.endless(names, limit: AutomatedStore.deepestChain)
    }
  }

  private typealias Fresh = (before: AnyRecord?, after: AnyRecord?, rules: [WorkflowRule])

  /// What was done to records since they were last looked at.
  private mutating func freshChanges(in context: borrowing WriteContext) -> [Fresh] {
    var fresh: [Fresh] = []
    for change in context.changes.all {
      guard let record = change.after ?? change.before, let rules = rules[record.type.entity] else { continue }
      let before = seen[record.key] ?? change.before
      guard before != change.after else { continue }
      seen[record.key] = .some(change.after)
      fresh.append((before, change.after, rules))
    }
    return fresh
  }

  private func hold(
    _ rule: WorkflowRule, against before: AnyRecord?, _ after: AnyRecord?, in context: borrowing WriteContext
  ) async throws {
    let engine = StoreTransaction(unrestricting: context)
    guard let key = (after ?? before)?.key else { return }
    if case .time(let field, let offset) = rule.workflow.trigger {
      guard try before?.value(of: field) != after?.value(of: field) else { return }
      return try await engine.plan(rule.workflow, for: key, at: after?.value(of: field) ?? .null, offset)
    }
    guard let after, let reason = try rule.reason(before: before, after: after) else { return }
    try await engine.setOff(rule.workflow, on: after, because: reason)
  }
}

extension StoreTransaction {
  /// Sets a workflow off for a record that meets its condition.
  func setOff(_ workflow: Workflow, on record: AnyRecord, because reason: String) async throws {
    if let condition = workflow.condition, try await !meets(record, condition) { return }
    switch workflow.timing {
    case .inTransaction: try await run(workflow, on: record.key, because: reason)
    case .afterwards:
      let depth = context.changes.chainLength
      guard depth < AutomatedStore.deepestChain else {
        return try await note(workflow, on: record.key, because: reason, .stopped)
      }
      let work = WorkflowWork(workflow: workflow.name, record: record.key, reason: reason, depth: depth + 1)
      try await schedule(work, due: .after(.zero), regarding: record.key)
    }
  }

  /// Does a workflow's actions, and notes it.
  func run(_ workflow: Workflow, on key: RecordKey, because reason: String) async throws {
    try await perform(workflow.actions, on: key)
    try await note(workflow, on: key, because: reason, .done)
  }

  private func note(
    _ workflow: Workflow, on key: RecordKey, because reason: String, _ state: WorkflowRun.State
  ) async throws {
    var run = WorkflowRun(id: newID())
    run.workflow = workflow.name
    run.subject = key.entity
    run.record = key.id.description
    run.reason = reason
    run.state = state
    try await insert(run)
  }
}
