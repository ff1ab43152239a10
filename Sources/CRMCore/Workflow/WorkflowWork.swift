/// A workflow that is carried out after the transaction that set it off.
struct WorkflowWork: ScheduledWork {
  static let kind = "workflow"
  let workflow: String
  let record: RecordKey
  let reason: String
  /// How many workflows have set each other off up to this one.
  let depth: Int
}

/// A workflow whose time comes.
struct TimedWorkflow: ScheduledWork {
  static let kind = "timedWorkflow"
  let workflow: String
  let record: RecordKey

  /// The name under which it stands on the agenda.
  static func name(_ workflow: String, _ record: RecordKey) -> String { "\(record.id) \(workflow)" }
}

extension AgendaRunner {
  /// Says that what workflows have put on the agenda is done here.
  mutating func handleWorkflows() {
    handle(WorkflowWork.self) { work, _, store in
      let engine = StoreTransaction(unrestricting: store.context)
      guard let workflow = try await engine.enabledWorkflow(work.workflow),
        let record = try await engine.context.record(work.record)
      else { return }
      engine.context.changes.chainLength = work.depth
      if let condition = workflow.condition, try await !engine.meets(record, condition) { return }
      try await engine.run(workflow, on: record.key, because: work.reason)
    }
    handle(TimedWorkflow.self) { work, _, store in
      let engine = StoreTransaction(unrestricting: store.context)
      guard let workflow = try await engine.enabledWorkflow(work.workflow), case .time = workflow.trigger,
        let record = try await engine.context.record(work.record)
      else { return }
      if let condition = workflow.condition, try await !engine.meets(record, condition) { return }
      try await engine.run(workflow, on: record.key, because: "time")
    }
  }
}

extension StoreTransaction {
  fileprivate func enabledWorkflow(_ name: String) async throws -> Workflow? {
    try await first(where: \.name == name && \.isEnabled == true).map { (found: WorkflowDefinition) in
      try found.workflow
    }
  }

  /// Puts a workflow on the agenda for the time that a field holds, or takes it off when there is none.
  ///
  /// A time that has passed is none: whoever enters old records does not want to be reminded of all of them.
  func plan(_ workflow: Workflow, for key: RecordKey, at time: AnyValue, _ offset: Duration) async throws {
    let name = TimedWorkflow.name(workflow.name, key)
    let start: Instant? =
      switch time {
      case .instant(let instant): instant
      case .date(let date): try environment.calendar.instants(of: date..<date.adding(days: 1)).lowerBound
      default: nil
      }
    guard let due = try start?.advanced(by: offset), due >= instant else {
      try await cancel(TimedWorkflow.self, named: name)
      return
    }
    try await schedule(TimedWorkflow(workflow: workflow.name, record: key), due: .at(due), named: name, regarding: key)
  }
}
