import CRMKit

/// Where a record stands on its way through a process.
struct ProcessStanding {
  private let way: ProcessInstance
  private let version: Int?
  private let title: String
  private let stage: BusinessProcess.Stage?
  private let obstacles: [ProcessObstacle]
  private let tasks: [ProcessTask]
  private let approvals: [ProcessApproval]
  private let stays: [StageVisit]

  init<Reading: RecordReading & ~Copyable>(of way: ProcessInstance, in crm: borrowing Reading) async throws {
    self.way = way
    let id = way.id
    let definition =
      if let definition = way.definition { try await crm.find(definition) } else { nil as ProcessDefinition? }
    version = definition?.version
    stage = try definition?.process.stage(way.stage)
    let key = way.subjectKey
    title = try await crm.reading { context in
      guard let key, let record = try await context.record(key) else { return way.record }
      return try record.title
    }
    obstacles = way.state == .running ? try await crm.obstacles(of: id) : []
    tasks = try await crm.fetch(where: \.instance == id)
    approvals = try await crm.fetch(where: \.instance == id)
    stays = try await crm.fetch(where: \.instance == id)
  }

  /// Prints it: for people where it is and what is to be done, for scripts all of it.
  func print(on console: Console, asJSON: Bool) throws {
    if asJSON { return try console.print(json) }
    let place = "“\(title)” in \(way.process), version \(version.map(String.init) ?? "–")"
    try console.print("\(way.subject) \(place): \(way.state.rawValue), \(way.stage)".terminalSafe)
    if way.state == .running, let exits = stage?.exits.map(\.stage), !exits.isEmpty {
      try console.print("may go to: \(exits.joined(separator: ", "))".terminalSafe)
    }
    for obstacle in obstacles { try console.print("to be done: \(obstacle.advice)".terminalSafe) }
  }

  /// How long it stayed where.
  var table: TextTable {
    TextTable(
      ["stage", "from", "to"],
      stays.map { [.text($0.stage), .instant($0.enteredAt), $0.leftAt.map(AnyValue.instant) ?? .null] })
  }

  private var json: JSONValue {
    .object([
      "process": .string(way.process), "version": version.map { .number($0) } ?? .null, "subject": .string(way.subject),
      "record": .string(way.record), "title": .string(title), "state": .string(way.state.rawValue),
      "stage": .string(way.stage), "enteredAt": .string(way.enteredAt.description),
      "endedAt": .string(way.endedAt?.description),
      "exits": .array((way.state == .running ? stage?.exits ?? [] : []).map { .string($0.stage) }),
      "obstacles": .array(
        obstacles.map {
          .object(["kind": .string($0.kind.rawValue), "name": .string($0.name), "advice": .string($0.advice)])
        }),
      "tasks": .array(
        tasks.map {
          .object([
            "stage": .string($0.stage), "name": .string($0.name), "doneAt": .string($0.doneAt?.description),
          ])
        }),
      "approvals": .array(
        approvals.map {
          .object([
            "id": .string($0.id.description), "stage": .string($0.stage), "name": .string($0.name),
            "role": .string($0.role), "state": .string($0.state.rawValue), "comment": .string($0.comment),
          ])
        }),
      "stays": .array(
        stays.map {
          .object([
            "stage": .string($0.stage), "enteredAt": .string($0.enteredAt.description),
            "leftAt": .string($0.leftAt?.description),
          ])
        }),
    ])
  }
}
