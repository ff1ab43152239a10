import CRMCore

/// What is promised to a case: the service level that it goes by, and the promise for each measure.
struct SLAChoice {
  let sla: SLA
  let hours: BusinessHours
  let items: [SLAMeasure: SLAItem]
  let isPaused: Bool
}

/// For transactions that no rights limit.
extension StoreTransaction {
  /// What is promised to a case now; nil for nothing.
  func choice(for id: Case.ID) async throws -> SLAChoice? {
    for sla in try await fetch(SLA.self, where: \.state == .active, sort: .ascending(\.position)) {
      guard try await meets(id, sla.appliesWhen, of: sla.key) else { continue }
      let inUse: Filter<SLAItem> = \.sla == sla.id && \.isInUse == true
      var items: [SLAMeasure: SLAItem] = [:]
      for item in try await fetch(where: inUse, sort: .ascending(\.position)) where items[item.measure] == nil {
        if try await meets(id, item.appliesWhen, of: item.key) { items[item.measure] = item }
      }
      return SLAChoice(sla: sla, hours: try sla.hours, items: items, isPaused: try await isPaused(id, by: sla))
    }
    return nil
  }

  /// Whether the clocks of a case stand still.
  private func isPaused(_ id: Case.ID, by sla: SLA) async throws -> Bool {
    if sla.pausesWhen != nil { return try await meets(id, sla.pausesWhen, of: sla.key) }
    return try await meets(id, environment.service.isOnHold)
  }

  /// Whether what an item promises has happened to a case.
  func isMet(_ item: SLAItem, by id: Case.ID) async throws -> Bool {
    if let standard = item.measure.succeedsWhen, item.succeedsWhen == nil { return try await meets(id, standard) }
    return try await meets(id, item.succeedsWhen, of: item.key)
  }
}
