public import CRMContacts
public import CRMCore

/// What profiles show of sales: how many opportunities of an account or contact are open, won and lost, what they are worth in each currency, and
/// the open ones themselves, the first to close before the others.
public struct SalesProfile: ProfileSource {
  /// The greatest number of opportunities.
  public var limit: Int

  /// Shows sales.
  public init(limit: Int = 10) { self.limit = limit }

  /// The figures and opportunities of an account or contact; nil when there never was one.
  public func section(about subject: RecordKey, in snapshot: borrowing Snapshot) async throws -> ProfileSection? {
    guard let own = SalesTimeline.isOf(subject, through: "") else { return nil }
    var figures: [ProfileSection.Figure] = []
    for state in Opportunity.State.allCases {
      let filter = Filter<Opportunity>(own && .compare("state", .equal, .text(state.rawValue)))
      let count = try await snapshot.count(where: filter)
      if count == 0 { continue }
      figures.append(.init(state.rawValue, .integer(Int64(count))))
      if state == .lost { continue }
      let value: FieldPath = state == .open ? "estimatedValue" : "actualValue"
      let worth = filter && Filter(.compare(value, .notEqual, .null))
      let currency = Grouping(FieldPath(value.text + ".currency"))
      for row in try await snapshot.aggregate(Opportunity.self, where: worth, by: [currency], .sum(value)) {
        figures.append(.init(state.rawValue + "Value", row.values[0]))
      }
    }
    if figures.isEmpty { return nil }
    let open = try await snapshot.fetch(
      where: Filter<Opportunity>(own && .compare("state", .equal, "open")),
      sort: .ascending(\.estimatedCloseDate), limit: max(limit, 1))
    return ProfileSection("sales", figures: figures, records: open.map(\.key))
  }
}
