public import CRMCore
public import CRMSales

/// How far opportunities came on their way through a pipeline, and how long they stayed.
///
/// ```swift
/// let funnel = try await crm.analytics.report(.funnel())
/// for stage in funnel.stages { show(stage.name, stage.entered, stage.conversion, stage.medianTime) }
/// ```
///
/// It is made of the stays that the pipeline's process has written down, of the opportunities that are on it now. It is asked for again when a commit
/// touches one of them.
public struct Funnel: Report {
  /// The pipeline; nil for the default one.
  public var pipeline: Pipeline.ID?
  /// The days on which the opportunities came up; nil for all.
  public var dates: ReportDates?
  /// Which opportunities.
  public var filter: Filter<Opportunity>

  /// Asks for a pipeline's funnel.
  public init(pipeline: Pipeline.ID? = nil, dates: ReportDates? = nil, where filter: Filter<Opportunity> = .all) {
    self.pipeline = pipeline
    self.dates = dates
    self.filter = filter
  }

  /// A pipeline's funnel.
  public struct Answer: Hashable, Sendable {
    /// The name of the pipeline; nil where there is none.
    public let pipeline: String?
    /// The stages, in their order; those out of use only where an opportunity was in them.
    public let stages: [Stage]
    /// How many opportunities entered the pipeline.
    public let entered: Int
    /// How many of them were won.
    public let won: Int
    /// How many of them were lost.
    public let lost: Int
    /// How many of them are under way.
    public let open: Int

    /// The part of those that entered that was won, of six digits; nil where none entered.
    public var conversion: ExactDecimal? { .share(won, of: entered) }
  }

  /// One stage of a funnel.
  ///
  /// Of the opportunities that entered it each one counts once, by how it left the stage the last time: ``entered`` is ``wentOn`` +
  /// ``lost`` + ``wentBack`` + ``open``.
  public struct Stage: Hashable, Sendable {
    /// The name.
    public let name: String
    /// How many entered it.
    public internal(set) var entered = 0
    /// How many entered it or a later stage, or were won, as far as they had not begun behind it.
    public internal(set) var reached = 0
    /// How many went on to a later stage, or were won.
    public internal(set) var wentOn = 0
    /// How many were lost here.
    public internal(set) var lost = 0
    /// How many went back to an earlier stage.
    public internal(set) var wentBack = 0
    /// How many are here.
    public internal(set) var open = 0
    /// How long a stay took that has ended, on average; nil of none.
    public internal(set) var averageTime: Duration?
    /// How long half of the stays took at most that have ended; nil of none.
    public internal(set) var medianTime: Duration?

    /// The part of those that entered that went on, of six digits; nil where none entered.
    public var conversion: ExactDecimal? { .share(wentOn, of: entered) }

    init(_ name: String) { self.name = name }
  }

  /// Answers the question from one view.
  ///
  /// - Throws: `StoreError.notFound` when there is no such pipeline.
  public func answer(from crm: borrowing Snapshot) async throws -> Answer {
    guard let pipeline = try await chosen(crm), let process = pipeline.process, crm.keeps(StageVisit.self) else {
      return Answer(pipeline: nil, stages: [], entered: 0, won: 0, lost: 0, open: 0)
    }
    let mine = try filter.expression && .compare("pipeline", .equal, .reference(pipeline.id.identifier))
    let deals = try await crm.rows(
      of: Opportunity.recordType, where: mine && crm.condition("createdOn", in: dates),
      by: ["id", "state"], .count)
    let ways = try await crm.reading { try await Snapshot(unrestricting: $0).ways(through: process) }
    var builder = FunnelBuilder(try await stages(of: pipeline.id, crm))
    for row in deals {
      guard let id = row.group[0].identifier, let state = row.group[1].text.flatMap(Opportunity.State.init) else {
        continue
      }
      builder.add(ways[id.description] ?? [], endingAs: state)
    }
    return try builder.answer(for: pipeline.name)
  }

  private func chosen(_ crm: borrowing Snapshot) async throws -> Pipeline? {
    if let pipeline { return try await crm.get(pipeline) }
    return try await crm.first(Pipeline.self, where: \.isDefault == true)
  }

  private func stages(of pipeline: Pipeline.ID, _ crm: borrowing Snapshot) async throws -> [(String, isInUse: Bool)] {
    let stages = try await crm.fetch(CRMSales.Stage.self, where: \.pipeline == pipeline, sort: .ascending(\.position))
    return stages.map { ($0.name, $0.isInUse) }
  }
}

extension Snapshot {
  /// The stays in a process, by the identifier of the record, oldest first.
  ///
  /// For views that no rights limit.
  fileprivate func ways(through process: String) async throws -> [String: [StageVisit]] {
    let ways = try await fetch(ProcessInstance.self) {
      $0.process == process
      $0.subject == Opportunity.entity
    }
    let stays = Dictionary(
      grouping: try await fetch(StageVisit.self, where: \.process == process, sort: .ascending(\.position)),
      by: \.instance)
    // A way that was begun anew, after its record was opened again, goes on with the one before.
    return Dictionary(grouping: ways, by: \.record).mapValues { $0.flatMap { stays[$0.id] ?? [] } }
  }
}

/// Adds up the stays of one opportunity after the other.
private struct FunnelBuilder {
  private var stages: [Funnel.Stage]
  private let isInUse: [Bool]
  private let places: [String: Int]
  private var times: [[Int64]]
  private var (entered, won, lost, open) = (0, 0, 0, 0)

  init(_ stages: [(String, isInUse: Bool)]) {
    self.stages = stages.map { Funnel.Stage($0.0) }
    isInUse = stages.map(\.isInUse)
    places = Dictionary(stages.enumerated().map { ($1.0, $0) }) { first, _ in first }
    times = Array(repeating: [], count: stages.count)
  }

  mutating func add(_ stays: [StageVisit], endingAs state: Opportunity.State) {
    // What is no stage of the pipeline is an end of its process.
    let way = stays.compactMap { stay in places[stay.stage].map { (place: $0, stay) } }
    guard let first = way.first, let last = way.last else { return }
    entered += 1
    switch state {
    case .won: won += 1
    case .lost: lost += 1
    case .open: open += 1
    }
    for (place, stay) in way {
      if let time = try? stay.duration?.wholeMicroseconds { times[place].append(time) }
    }
    let furthest = state == .won ? stages.count - 1 : way.map(\.place).max() ?? first.place
    for place in min(first.place, furthest)...furthest { stages[place].reached += 1 }
    for (place, next) in exits(way.map(\.place)) {
      stages[place].entered += 1
      if let next {
        if next > place { stages[place].wentOn += 1 } else { stages[place].wentBack += 1 }
      } else {
        switch state {
        case .won: stages[last.place].wentOn += 1
        case .lost: stages[last.place].lost += 1
        case .open: stages[last.place].open += 1
        }
      }
    }
  }

  /// Where a way led to the last time that it left each of its stages; nil from the one that it ends in.
  private func exits(_ way: [Int]) -> [Int: Int?] {
    var exits: [Int: Int?] = [:]
    for (number, place) in way.enumerated() {
      // What was opened again goes on in the stage that it was in.
      let next = way[number...].first { $0 != place }
      exits[place] = .some(next)
    }
    return exits
  }

  func answer(for pipeline: String) throws -> Funnel.Answer {
    var shown: [Funnel.Stage] = []
    for (place, stage) in stages.enumerated() where isInUse[place] || stage.entered > 0 {
      var stage = stage
      stage.averageTime = try times[place].average(digits: 0).map(Duration.init(microseconds:))
      stage.medianTime = try times[place].percentile(50, digits: 0).map(Duration.init(microseconds:))
      shown.append(stage)
    }
    return Funnel.Answer(pipeline: pipeline, stages: shown, entered: entered, won: won, lost: lost, open: open)
  }
}

extension Duration {
  fileprivate init(microseconds: ExactDecimal) {
    self = .microseconds(Int64(clamping: microseconds.coefficient))
  }
}

extension Report where Self == Funnel {
  /// How far opportunities came on their way through a pipeline: ``Funnel``.
  public static func funnel(
    pipeline: Pipeline.ID? = nil, dates: ReportDates? = nil, where filter: Filter<Opportunity> = .all
  ) -> Funnel {
    Funnel(pipeline: pipeline, dates: dates, where: filter)
  }
}
