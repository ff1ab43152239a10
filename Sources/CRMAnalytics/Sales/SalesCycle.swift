public import CRMCore
public import CRMSales

/// How many days opportunities took until they were won or lost.
///
/// ```swift
/// let cycle = try await crm.analytics.report(.salesCycle(by: [Grouping("owner.name")]))
/// ```
///
/// Without percentiles it is kept up to date from what changes, where the groupings lead no further than one reference.
public struct SalesCycle: Report {
  /// From when it is counted.
  public var start: Start
  /// How they ended; nil for both ways.
  public var outcome: Opportunity.Outcome?
  /// What the opportunities are divided by.
  public var groups: [Grouping]
  /// Which percentiles are told, of 0 to 100.
  public var percentiles: [ExactDecimal]
  /// The days on which they were won or lost; nil for all.
  public var dates: ReportDates?
  /// Which opportunities.
  public var filter: Filter<Opportunity>

  /// From when a sale is counted.
  public enum Start: Hashable, Sendable {
    /// The day on which it came up.
    case creation
    /// The day on which the customer was first spoken to about it.
    case engagement

    fileprivate var days: FieldPath { self == .creation ? "daysOpen" : "daysToClose" }
  }

  /// Asks for the length of sales.
  public init(
    from start: Start = .engagement, to outcome: Opportunity.Outcome? = .won, by groups: [Grouping] = [],
    percentiles: [ExactDecimal] = [25, 50, 75, 90], dates: ReportDates? = nil, where filter: Filter<Opportunity> = .all
  ) {
    self.start = start
    self.outcome = outcome
    self.groups = groups
    self.percentiles = percentiles
    self.dates = dates
    self.filter = filter
  }

  /// The length of sales as a whole, and divided.
  public struct Answer: Hashable, Sendable {
    /// The groups, in the order of what they share; only those of which any length is known.
    public let rows: [Row]
    /// All of them together.
    public let total: DayFigures
  }

  /// The length of a group's sales.
  public struct Row: Hashable, Sendable {
    /// What the group's opportunities share, in the order of the groupings.
    public let group: [AnyValue]
    /// The figures.
    public let figures: DayFigures
  }

  /// Answers the question from one view.
  public func answer(from crm: borrowing Snapshot) async throws -> Answer {
    let total = try await rows(by: [], crm).first?.figures
    return Answer(
      rows: groups.isEmpty ? [] : try await rows(by: groups, crm), total: try total ?? DayFigures(of: [], percentiles))
  }

  private func rows(by groups: [Grouping], _ crm: borrowing Snapshot) async throws -> [Row] {
    let states = outcome.map { [AnyValue.text($0.rawValue)] } ?? [.text("won"), .text("lost")]
    let known =
      try filter.expression && .isIn("state", states) && .compare(start.days, .notEqual, .null)
      && crm.condition("actualCloseDate", in: dates)
    let kept = try await crm.rows(
      of: Opportunity.recordType, where: known, by: groups, .count, .average(start.days), .minimum(start.days),
      .maximum(start.days))
    var places: [[AnyValue]: [AnyValue]] = [:]
    if !percentiles.isEmpty {
      let query = AggregateQuery(
        Opportunity.recordType, where: known, by: groups, measures: percentiles.map { .percentile($0, start.days) })
      for row in try await crm.reading({ try await $0.aggregate(query) }) { places[row.group] = row.values }
    }
    return kept.map { row in
      let found = zip(percentiles, places[row.group] ?? []).compactMap { percent, value in
        value.exactNumber.map { (percent, $0) }
      }
      return Row(
        group: row.group,
        figures: DayFigures(
          count: row.values[0].wholeNumber ?? 0, average: row.values[1].exactNumber,
          minimum: row.values[2].wholeNumber, maximum: row.values[3].wholeNumber,
          percentiles: Dictionary(found) { first, _ in first }))
    }
  }
}

extension Report where Self == SalesCycle {
  /// How many days opportunities took until they were won or lost: ``SalesCycle``.
  public static func salesCycle(
    from start: SalesCycle.Start = .engagement, to outcome: Opportunity.Outcome? = .won, by groups: [Grouping] = [],
    percentiles: [ExactDecimal] = [25, 50, 75, 90], dates: ReportDates? = nil, where filter: Filter<Opportunity> = .all
  ) -> SalesCycle {
    SalesCycle(from: start, to: outcome, by: groups, percentiles: percentiles, dates: dates, where: filter)
  }
}
