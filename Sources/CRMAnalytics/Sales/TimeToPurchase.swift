import CRMContacts
public import CRMCore
public import CRMSales

/// How many days lay between a customer's first interest and the purchase.
///
/// The interest begins with the earliest of these: the lead came in that the opportunity came of; one was first in touch about the lead or the
/// opportunity; the customer was first spoken to about the opportunity. What lies behind the day of the purchase does not count.
public struct TimeToPurchase: Report {
  /// Which percentiles are told, of 0 to 100.
  public var percentiles: [ExactDecimal]
  /// The days of the purchases; nil for all.
  public var dates: ReportDates?
  /// Which opportunities.
  public var filter: Filter<Opportunity>

  /// Asks for the time from interest to purchase.
  public init(
    percentiles: [ExactDecimal] = [25, 50, 75, 90], dates: ReportDates? = nil, where filter: Filter<Opportunity> = .all
  ) {
    self.percentiles = percentiles
    self.dates = dates
    self.filter = filter
  }

  /// The time from interest to purchase.
  public struct Answer: Hashable, Sendable {
    /// How long it took where the first interest is known.
    public let days: DayFigures
    /// Of how many purchases it is not known.
    public let unknown: Int
  }

  /// Answers the question from one view.
  public func answer(from crm: borrowing Snapshot) async throws -> Answer {
    let won =
      try filter.expression && .compare("state", .equal, .text("won"))
      && .compare("actualCloseDate", .notEqual, .null) && crm.condition("actualCloseDate", in: dates)
    let purchases = try await crm.rows(
      of: Opportunity.recordType, where: won,
      by: ["id", "actualCloseDate", "engagedOn", "originatingLead", "originatingLead.createdAt"],
      .count)
    let touches = try await firstTouches(crm)
    let calendar = crm.environment.calendar
    var days: [Int] = []
    for row in purchases {
      guard let day = row.group[1].day else { continue }
      let records = [RecordKey(entity: Opportunity.entity, row.group[0]), RecordKey(entity: Lead.entity, row.group[3])]
      let moments = records.compactMap { $0.flatMap { touches[$0] } } + [row.group[4].moment].compactMap { $0 }
      let interest = try moments.map(calendar.date(of:)) + [row.group[2].day].compactMap { $0 }
      if let first = interest.filter({ $0 <= day }).min() { days.append(first.days(to: day)) }
    }
    return Answer(days: try DayFigures(of: days, percentiles), unknown: purchases.count - days.count)
  }

  /// When one was first in touch about each lead and opportunity.
  private func firstTouches(_ crm: borrowing Snapshot) async throws -> [RecordKey: Instant] {
    let rows = try await crm.rows(
      of: Interaction.recordType, where: .isIn("subject", [.text(Lead.entity), .text(Opportunity.entity)]),
      by: ["subject", "record"], .minimum("startedAt"))
    var touches: [RecordKey: Instant] = [:]
    for row in rows {
      guard case .text(let entity) = row.group[0], case .text(let text) = row.group[1] else { continue }
      if let id = Identifier(text) { touches[RecordKey(entity: entity, id: id)] = row.values[0].moment }
    }
    return touches
  }
}

extension RecordKey {
  /// The key of the record that a value refers to; nil where it refers to none.
  fileprivate init?(entity: String, _ value: AnyValue) {
    guard let id = value.identifier else { return nil }
    self.init(entity: entity, id: id)
  }
}

extension Report where Self == TimeToPurchase {
  /// How many days lay between a customer's first interest and the purchase: ``TimeToPurchase``.
  public static func timeToPurchase(
    percentiles: [ExactDecimal] = [25, 50, 75, 90], dates: ReportDates? = nil, where filter: Filter<Opportunity> = .all
  ) -> TimeToPurchase {
    TimeToPurchase(percentiles: percentiles, dates: dates, where: filter)
  }
}
