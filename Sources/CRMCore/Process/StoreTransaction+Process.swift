/// All that the engine has to know of a record on its way.
struct ProcessWay {
  let instance: ProcessInstance
  let process: BusinessProcess
  let stage: BusinessProcess.Stage
  let visit: StageVisit
  let record: AnyRecord
}

/// The process engine, at work in a transaction that no rights limit.
extension StoreTransaction {
  /// Sends a record on its way.
  func start(_ name: String, for key: RecordKey, depth: Int = 0) async throws -> ProcessInstance {
    let active: Filter<ProcessDefinition> = \.name == name && \.state == .active
    guard let definition = try await first(where: active) else { throw ProcessError.unknown(name) }
    let process = try definition.process
    guard let first = process.stages.first else { throw ProcessError.invalid(name, ["it has no stages"]) }
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

  /// The way of a record that is under way.
  ///
  /// - Throws: ``ProcessError/ended(_:)``, ``ProcessError/unreadable(_:reason:)``, ``StoreError/notFound(_:)`` when the record is gone.
  func way(of id: ProcessInstance.ID) async throws -> ProcessWay {
    let instance = try await get(id)
    guard instance.state == .running else { throw ProcessError.ended(id.key) }
    guard let definition = instance.definition, let subject = instance.subjectKey else {
      throw ProcessError.unreadable(id.key, reason: "it names no definition and no record")
    }
    guard let record = try await context.record(subject) else { throw StoreError.notFound(subject) }
    let process = try await get(definition).process
    let visit = try await first(StageVisit.self, where: \.instance == id && \.leftAt == nil)
    guard let stage = process.stage(instance.stage), let visit else {
      throw ProcessError.unreadable(definition.key, reason: "it has no stage “\(instance.stage)”")
    }
    return ProcessWay(instance: instance, process: process, stage: stage, visit: visit, record: record)
  }

  /// The way of a record that is under way, and in sight of the one who acts.
  func way(of id: ProcessInstance.ID, seenThrough context: borrowing WriteContext) async throws -> ProcessWay {
    let way = try await way(of: id)
    guard try await context.record(way.record.key) != nil else { throw StoreError.notFound(way.record.key) }
    return way
  }

  /// The way out that a record takes.
  ///
  /// - Throws: ``ProcessError/noWay(_:from:to:)``, ``ProcessError/blocked(_:stage:_:)``.
  func exit(of way: ProcessWay, to stage: String?) async throws -> BusinessProcess.Exit {
    for exit in way.stage.exits where stage == nil || exit.stage == stage {
      if let condition = exit.condition, try await !meets(way.record, condition) { continue }
      let obstacles = exit.isFree ? [] : try await obstacles(in: way)
      guard obstacles.isEmpty else {
        throw ProcessError.blocked(way.record.key, stage: way.stage.name, obstacles)
      }
      return exit
    }
    throw ProcessError.noWay(way.record.key, from: way.stage.name, to: stage)
  }

  /// Takes a record out of its stage into the next.
  func leave(_ way: ProcessWay, by exit: BusinessProcess.Exit) async throws -> ProcessInstance {
    guard let next = way.process.stage(exit.stage) else {
      throw ProcessError.noWay(way.record.key, from: way.stage.name, to: exit.stage)
    }
    try await perform(way.stage.onExit, on: way.record.key)
    try await close(way)
    return try await enter(next, way.instance, position: way.visit.position.next, depth: 0)
  }

  /// Ends a record's stay in its stage.
  func close(_ way: ProcessWay) async throws {
    var visit = way.visit
    visit.leftAt = instant
    visit.duration = visit.enteredAt.duration(to: instant)
    try await update(visit)
    try await cancel(StageLimit.self, named: visit.id.description)
    for var approval in try await approvals(of: way) where approval.state == .asked {
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
