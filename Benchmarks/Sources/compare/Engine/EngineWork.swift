import ArgumentParser

/// What of the engine is measured together.
enum EngineGroup: String, CaseIterable, Codable, ExpressibleByArgument {
  case live
  case agenda
  case outbox
  case rights
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
  case rightsGet = "rights-get"
  case rightsFilter = "rights-filter"
  case rightsReport = "rights-report"
  case rightsCommit = "rights-commit"
  case rightsFresh = "rights-fresh"

  /// What one figure is about.
  var unit: String {
    switch self {
    case .liveOwn, .liveColumns, .liveReference: "a change"
    case .agendaSchedule, .agendaRun: "an entry"
    case .outboxPost, .outboxDeliver: "a message"
    case .rightsGet, .rightsFilter, .rightsReport, .rightsFresh: "a question"
    case .rightsCommit: "a commit"
    }
  }

  /// What it is held against, on the same store in the same run.
  var yardstick: String {
    switch self {
    case .liveOwn, .liveColumns, .liveReference: "asking anew"
    case .agendaSchedule, .agendaRun, .outboxPost, .outboxDeliver: "a plain commit"
    case .rightsGet, .rightsFilter, .rightsReport, .rightsCommit, .rightsFresh: "the same without rights"
    }
  }
}
