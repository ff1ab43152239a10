public import CRMCore
public import CRMService

/// How many of the times that service levels promise were kept, by what is promised, the case's priority, and the period in which the case was opened.
///
/// ```swift
/// let kept = try await crm.analytics.report(.slaAttainment(per: GroupingPeriod(.week, in: calendar)))
/// ```
///
/// It is kept up to date from what changes.
public struct SLAAttainment: Report {
  /// The periods in which the cases were opened; nil for one figure over all time.
  public var period: GroupingPeriod?
  /// The days on which the cases were opened; nil for all.
  public var dates: ReportDates?
  /// Which targets.
  public var filter: Filter<SLATarget>

  /// Asks how many promises were kept.
  public init(per period: GroupingPeriod? = nil, dates: ReportDates? = nil, where filter: Filter<SLATarget> = .all) {
    self.period = period
    self.dates = dates
    self.filter = filter
  }

  /// How many promises were kept.
  public struct Answer: Hashable, Sendable {
    /// The parts, by periods, then by what is promised, then the urgent before the others.
    public let rows: [Row]
    /// All of them together.
    public let total: Figures
  }

  /// How many promises of one kind were kept.
  public struct Row: Hashable, Sendable {
    /// The period in which the cases were opened; nil where none was asked for.
    public let period: DateBucket?
    /// What was promised.
    public let measure: SLAMeasure
    /// The priority of the cases; nil where it is not known.
    public let priority: Case.Priority?
    /// The figures.
    public let figures: Figures
  }

  /// How many promises were kept; those that are not asked for any more do not count.
  public struct Figures: Hashable, Sendable {
    /// How many were met in time.
    public internal(set) var met = 0
    /// How many were missed, whether or not they were met later.
    public internal(set) var missed = 0
    /// How many are neither met nor missed.
    public internal(set) var running = 0

    /// The part of those that were decided that was met in time, of six digits; nil where nothing was decided.
    public var attainment: ExactDecimal? { .share(met, of: met + missed) }

    mutating func add(_ count: Int, in state: SLATarget.State) {
      switch state {
      case .succeeded: met += count
      case .noncompliant: missed += count
      case .inProgress, .nearingNoncompliance, .paused: running += count
      case .canceled: break
      }
    }
  }

  /// Answers the question from one view.
  ///
  /// - Throws: `CalendarError` for days that the calendar does not reach; `FilterError`.
  public func answer(from crm: borrowing Snapshot) async throws -> Answer {
    guard crm.keeps(SLATarget.self) else { return Answer(rows: [], total: Figures()) }
    let condition =
      try filter.expression && .compare("state", .notEqual, .text("canceled"))
      && crm.condition(moment: "case.createdAt", in: dates, by: period?.calendar)
    let kinds = ["measure", "case.priority", "state"].map { Grouping($0) }
    let rows = try await crm.rows(
      of: SLATarget.recordType, where: condition,
      by: kinds + (period.map { [Grouping("case.createdAt", by: $0)] } ?? []),
      .count, .minimum("case.createdAt"))
    var figures: [Key: Figures] = [:]
    var total = Figures()
    for row in rows {
      guard case .text(let measure) = row.group[0], let count = row.values[0].wholeNumber,
        let state = row.group[2].text.flatMap(SLATarget.State.init)
      else { continue }
      let first = row.values[1].moment
      let bucket = try period.flatMap { period in
        try first.map { try period.calendar.bucket(period.granularity, containing: $0) }
      }
      let priority = row.group[1].text.flatMap(Case.Priority.init)
      figures[Key(period: bucket, measure: measure, priority: priority), default: Figures()].add(count, in: state)
      total.add(count, in: state)
    }
    let parts = figures.sorted { $0.key < $1.key }.map {
      Row(
        period: $0.period, measure: SLAMeasure(rawValue: $0.measure), priority: $0.priority, figures: $1)
    }
    return Answer(rows: parts, total: total)
  }

  /// What tells a row from the others.
  private struct Key: Hashable, Comparable {
    let period: DateBucket?
    let measure: String
    let priority: Case.Priority?

    static func < (left: Key, right: Key) -> Bool {
      if let earlier = left.period, let later = right.period, earlier != later { return earlier < later }
      if left.measure != right.measure { return left.measure < right.measure }
      return (left.priority.map(rank) ?? -1) > (right.priority.map(rank) ?? -1)
    }

    private static func rank(_ priority: Case.Priority) -> Int { Case.Priority.allCases.firstIndex(of: priority) ?? -1 }
  }
}

extension Report where Self == SLAAttainment {
  /// How many of the times that service levels promise were kept: ``SLAAttainment``.
  public static func slaAttainment(
    per period: GroupingPeriod? = nil, dates: ReportDates? = nil, where filter: Filter<SLATarget> = .all
  ) -> SLAAttainment {
    SLAAttainment(per: period, dates: dates, where: filter)
  }
}
