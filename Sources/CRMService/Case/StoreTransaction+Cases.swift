import CRMContacts
import CRMCore

/// What follows from how a case was written; done by operations at once, so that they answer with it, and before the commit in any case.
///
/// For transactions that no rights limit. Doing it twice does no more than doing it once.
extension StoreTransaction {
  /// Brings all that a case says of itself in line with what it is now.
  func settle(_ id: Case.ID) async throws {
    let change = try await original(of: id)
    try await fillIn(id)
    if change == nil { try await routeWhereNobodyIs(id) }
    try await keepOnWay(id)
    try await keepHold(id, since: change)
    try await settleTargets(of: id, at: instant)
  }

  /// Gives a case its number, its priority and the time of its resolution, where it has none.
  private func fillIn(_ id: Case.ID) async throws {
    let found = try await get(id)
    var record = found
    if let number = record.number {
      try await noteNumber(number)
    } else {
      record.number = try await nextCaseNumber()
    }
    if record.state == .resolved { record.resolvedAt = record.resolvedAt ?? instant }
    if record.priority == nil { record.priority = try await decidePriority(of: record) }
    if record != found { try await update(record) }
  }

  private func decidePriority(of record: Case) async throws -> Case.Priority {
    let policy = environment.service.priority
    return try await reading { try await policy.priority(of: record, in: Snapshot(sharing: $0)) } ?? .normal
  }

  /// Sends a new case on to where somebody finds it.
  private func routeWhereNobodyIs(_ id: Case.ID) async throws {
    let record = try await get(id)
    guard record.owner == nil, record.queue == nil, record.state == .active else { return }
    if let queue = try await route(of: record) { try await update(id) { $0.queue = queue } }
  }

  /// The queue for a case, as the application's rules say.
  func route(of record: Case) async throws -> Queue.ID? {
    let policy = environment.service.routing
    return try await reading { try await policy.queue(for: record, in: Snapshot(sharing: $0)) }
  }

  /// Takes a case to the stage that it says it is in, as its process allows.
  private func keepOnWay(_ id: Case.ID) async throws {
    guard keeps(ProcessInstance.self) else { return }
    let record = try await get(id)
    let process = environment.service.process
    if record.state == .active { try await defineIfUnknown(process) }
    try await keep(
      id.key, onWay: process.name, at: record.stage,
      endingIn: record.state == .active ? nil : record.state.rawValue)
  }

  /// Counts for how long a case is on hold.
  ///
  /// - Parameter original: The case before the transaction; nil when there was none.
  private func keepHold(_ id: Case.ID, since original: Case?) async throws {
    let found = try await get(id)
    var record = found
    let isOnHold = record.state == .active ? try await meets(id, environment.service.isOnHold) : false
    record.onHoldTime = (original ?? found).onHoldTime
    let since = (original ?? found).onHoldSince
    if !isOnHold, let since { record.onHoldTime += since.duration(to: instant) }
    record.onHoldSince = isOnHold ? since ?? instant : nil
    if record != found { try await update(record) }
  }
}
