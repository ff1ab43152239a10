public import CRMContacts
public import CRMCore

/// What profiles show of service: how many cases of an account or contact are active, escalated, resolved and canceled, and the active ones
/// themselves, the most urgent before the others.
public struct ServiceProfile: ProfileSource {
  /// The greatest number of cases.
  public var limit: Int

  /// Shows service.
  public init(limit: Int = 10) { self.limit = limit }

  /// The figures and cases of an account or contact; nil when there never was one.
  public func section(about subject: RecordKey, in snapshot: borrowing Snapshot) async throws -> ProfileSection? {
    guard let isOwn = ServiceTimeline.isOf(subject, through: "") else { return nil }
    let own = Filter<Case>(isOwn)
    var figures: [ProfileSection.Figure] = []
    func add(_ name: String, _ count: Int) {
      if count > 0 { figures.append(.init(name, .integer(Int64(count)))) }
    }
    for state in Case.State.allCases {
      add(state.rawValue, try await snapshot.count(where: own && \.state == state))
    }
    if figures.isEmpty { return nil }
    let active: Filter<Case> = own && \.state == .active
    add("escalated", try await snapshot.count(where: active && \.escalatedAt != nil))
    let urgent = try await snapshot.fetch(where: active, sort: .descending("urgency"), limit: max(limit, 1))
    return ProfileSection("service", figures: figures, records: urgent.map(\.key))
  }
}
