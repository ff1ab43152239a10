import ArgumentParser

/// What of the engine is measured together.
enum EngineGroup: String, CaseIterable, Codable, ExpressibleByArgument {
  case live
  case agenda
  case outbox
}

/// What is measured of the engine, in the order of the table.
enum EngineWork: String, CaseIterable, Codable {
  case liveOwn = "live-own"
  case liveColumns = "live-columns"
  case liveReference = "live-reference"
  case agendaSchedule = "agenda-schedule"
  case agendaRun = "agenda-run"
  case outboxPost = "outbox-post"
  case outboxDeliver = "outbox-deliver"

  /// What one figure is about.
  var unit: String {
    switch self {
    case .liveOwn, .liveColumns, .liveReference: "a change"
    case .agendaSchedule, .agendaRun: "an entry"
    case .outboxPost, .outboxDeliver: "a message"
    }
  }

  /// What it is held against, on the same store in the same run.
  var yardstick: String {
    switch self {
    case .liveOwn, .liveColumns, .liveReference: "asking anew"
    case .agendaSchedule, .agendaRun, .outboxPost, .outboxDeliver: "a plain commit"
    }
  }
}
