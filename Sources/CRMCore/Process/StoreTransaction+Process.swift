/// The process engine, at work in a transaction that no rights limit.
extension StoreTransaction {
  /// Sends a record on its way.
  func start(
    _ name: String, for key: RecordKey, at stage: String? = nil, depth: Int = 0
  ) async throws -> ProcessInstance {
    let active: Filter<ProcessDefinition> = \.name == name && \.state == .active
    guard let definition = try await first(where: active) else { throw ProcessError.unknown(name) }
    let process = try definition.process
    guard let beginning = process.stages.first else { throw ProcessError.invalid(name, ["it has no stages"]) }
    guard let first = stage.map(process.stage) ?? beginning else {
      throw ProcessError.noWay(key, from: beginning.name, to: stage)
    }
    guard process.entity == key.entity else {
      throw ProcessError.wrongEntity(key, process: name, entity: process.entity)
    }
    if try await way(of: key, through: name)?.state == .running {
      throw ProcessError.alreadyRunning(key, process: name)
    }
    var instance = ProcessInstance(id: newID())
    instance.definition = definition.id
    instance.process = name
    instance.subject = key.entity
    instance.record = key.id.description
    instance.stage = first.name
    instance.enteredAt = instant
    instance = try await insert(instance)
    if let field = process.stageField { try await perform([.set([field: .literal(.text(first.name))])], on: key) }
    return try await enter(first, instance, position: 1, depth: depth)
  }

  /// Takes a record out of its stage into the next.
  func leave(_ way: ProcessWay, by exit: BusinessProcess.Exit) async throws -> ProcessInstance {
    guard let next = way.process.stage(exit.stage) else {
      throw ProcessError.noWay(way.record.key, from: way.stage.name, to: exit.stage)
    }
    try await perform(way.stage.onExit, on: way.record.key)
    try await close(way.visit)
    return try await enter(next, way.instance, position: way.visit.position.next, depth: 0)
  }

  /// Ends a record's stay in its stage.
  func close(_ visit: StageVisit) async throws {
    var visit = visit
    visit.leftAt = instant
    visit.duration = visit.enteredAt.duration(to: instant)
    try await update(visit)
    try await cancel(StageLimit.self, named: visit.id.description)
    for var approval in try await approvals(of: visit) where approval.state == .asked {
      approval.state = .obsolete
      try await update(approval)
    }
  }

  /// Ends a record's way.
  func end(_ instance: ProcessInstance, _ state: ProcessInstance.State) async throws -> ProcessInstance {
    var instance = instance
    instance.state = state
    instance.endedAt = instant
    return try await update(instance)
  }

  /// Ends the ways of records that the transaction has deleted.
  func endWaysOfDeleted() async throws {
    guard context.reading.catalog.types.contains(ProcessInstance.recordType) else { return }
    for change in context.changes.all where change.after == nil {
      guard let key = change.before?.key else { continue }
      let ways = try await fetch(ProcessInstance.self) {
        $0.record == key.id.description
        $0.subject == key.entity
        $0.state == .running
      }
      for instance in ways {
        for visit in try await fetch(StageVisit.self, where: \.instance == instance.id && \.leftAt == nil) {
          try await close(visit)
        }
        _ = try await end(instance, .abandoned)
      }
    }
  }

  private func enter(
    _ stage: BusinessProcess.Stage, _ instance: ProcessInstance, position: Int, depth: Int
  ) async throws -> ProcessInstance {
    var visit = StageVisit(id: newID())
    visit.instance = instance.id
    visit.process = instance.process
    visit.stage = stage.name
    visit.position = position
    visit.enteredAt = instant
    if stage.isEnd {
      visit.leftAt = instant
      visit.duration = .zero
    }
    try await insert(visit)
    for name in stage.tasks {
      var task = ProcessTask(id: newID())
      task.instance = instance.id
      task.visit = visit.id
      task.stage = stage.name
      task.name = name
      try await insert(task)
    }
    if let limit = stage.limit {
      try await schedule(
        StageLimit(instance: instance.id), due: .after(limit), named: visit.id.description,
        regarding: instance.subjectKey)
    }
    var instance = instance
    instance.stage = stage.name
    instance.enteredAt = instant
    instance = stage.isEnd ? try await end(instance, .completed) : try await update(instance)
    if let key = instance.subjectKey { try await perform(stage.onEntry, on: key, depth: depth) }
    return instance
  }
}
