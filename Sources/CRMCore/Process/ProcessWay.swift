/// All that the engine has to know of a record on its way.
struct ProcessWay {
  let instance: ProcessInstance
  let process: BusinessProcess
  let stage: BusinessProcess.Stage
  let visit: StageVisit
  let record: AnyRecord
}

/// Where records are on their way, for readers that no rights limit.
extension RecordReading where Self: ~Copyable {
  /// The way of a record that is under way.
  ///
  /// - Throws: ``ProcessError/ended(_:)``, ``ProcessError/unreadable(_:reason:)``, ``StoreError/notFound(_:)`` when the record is gone.
  func way(of id: ProcessInstance.ID) async throws -> ProcessWay {
    let instance = try await get(id)
    guard instance.state == .running else { throw ProcessError.ended(id.key) }
    guard let definition = instance.definition, let subject = instance.subjectKey else {
      throw ProcessError.unreadable(id.key, reason: "it names no definition and no record")
    }
    guard let record = try await reading({ try await $0.record(subject) }) else { throw StoreError.notFound(subject) }
    let process = try await get(definition).process
    let visit = try await first(StageVisit.self, where: \.instance == id && \.leftAt == nil)
    guard let stage = process.stage(instance.stage), let visit else {
      throw ProcessError.unreadable(definition.key, reason: "it has no stage “\(instance.stage)”")
    }
    return ProcessWay(instance: instance, process: process, stage: stage, visit: visit, record: record)
  }

  /// The way of a record that is under way, and in sight of the one who acts.
  func way(of id: ProcessInstance.ID, seenThrough context: borrowing ReadContext) async throws -> ProcessWay {
    let way = try await way(of: id)
    guard try await context.record(way.record.key) != nil else { throw StoreError.notFound(way.record.key) }
    return way
  }

  /// The way of a record that the one who acts may change, and so move.
  ///
  /// - Throws: As ``way(of:seenThrough:)``, and ``StoreError/notAllowed(_:_:)``.
  func way(of id: ProcessInstance.ID, movedThrough context: borrowing ReadContext) async throws -> ProcessWay {
    let way = try await way(of: id)
    try await context.require([.update], way.record.key)
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
}
