/// How records that say themselves in which stage they are, and their ways through processes, stay one truth.
///
/// For transactions that no rights limit.
extension StoreTransaction {
  /// Takes a record to the stage that it says it is in: begins its way, moves it on, ends it.
  ///
  /// - Parameters:
  ///   - key: The record.
  ///   - process: The process; nil for none.
  ///   - former: The process that it went through until now; the same, when it is nil.
  ///   - stage: The stage that it says; nil for where the way begins.
  ///   - end: The stage in which its way ends, since it is closed; nil while it is open. A process without such a stage is left.
  /// - Throws: `ProcessError` when the process does not allow it.
  package func keep(
    _ key: RecordKey, onWay process: String?, insteadOf former: String? = nil, at stage: String?, endingIn end: String?
  ) async throws {
    if let former, former != process, let way = try await runningWay(of: key, through: former) {
      try await abandon(way.id)
    }
    guard let process else { return }
    guard var way = try await runningWay(of: key, through: process) else {
      if end == nil { try await begin(process, for: key, at: stage) }
      return
    }
    if let stage, stage != way.stage { way = try await advance(way.id, to: stage) }
    guard let end, way.state == .running else { return }
    if try await definition(of: way).stage(end) == nil {
      try await abandon(way.id)
    } else {
      try await advance(way.id, to: end)
    }
  }

  /// The way of a record through a process that it is on.
  package func runningWay(of key: RecordKey, through process: String) async throws -> ProcessInstance? {
    guard let way = try await way(of: key, through: process), way.state == .running else { return nil }
    return way
  }

  /// The process as the record goes it.
  package func definition(of way: ProcessInstance) async throws -> BusinessProcess {
    guard let id = way.definition else { throw ProcessError.unknown(way.process) }
    return try await get(id).process
  }

  /// The stage in which a record goes on that goes a way anew: the last that was no end; nil when it has never been in one.
  package func lastOpenStage(of key: RecordKey, through process: String) async throws -> String? {
    guard let way = try await way(of: key, through: process) else { return nil }
    let definition = try await definition(of: way)
    let visits = try await fetch(StageVisit.self, where: \.instance == way.id, sort: .descending(\.position))
    return visits.first { definition.stage($0.stage)?.isEnd == false }?.stage
  }

  /// Defines a process that nobody has defined yet under its name.
  package func defineIfUnknown(_ process: BusinessProcess) async throws {
    let isDefined: Filter<ProcessDefinition> = \.name == process.name && \.state == .active
    if try await !exists(where: isDefined) { try await define(process) }
  }

  private func begin(_ process: String, for key: RecordKey, at stage: String?) async throws {
    let active: Filter<ProcessDefinition> = \.name == process && \.state == .active
    let definition = try await first(where: active)?.process
    // What was closed and is open again goes on where it was.
    let isEnd = stage.flatMap { definition?.stage($0)?.isEnd } ?? false
    let stage = isEnd ? try await lastOpenStage(of: key, through: process) : stage
    try await startProcess(process, for: key, at: stage)
  }
}

extension RecordReading where Self: ~Copyable {
  /// The stays of a record in the stages of all processes that it went through, the oldest first.
  ///
  /// - Throws: ``StoreError/notFound(_:)``.
  package func stageVisits(of key: RecordKey) async throws -> [StageVisit] {
    try await reading { context in
      guard try await context.record(key) != nil else { throw StoreError.notFound(key) }
      let view = Snapshot(sharing: context)
      let ways = try await view.fetch(ProcessInstance.self) {
        $0.record == key.id.description
        $0.subject == key.entity
      }
      return try await view.fetch(StageVisit.self, where: \.instance ~= .isIn(ways.map(\.id)))
    }
  }
}
