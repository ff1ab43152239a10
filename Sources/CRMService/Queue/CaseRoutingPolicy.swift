import CRMContacts
public import CRMCore

/// To which queue a case goes that nobody works on.
public protocol CaseRoutingPolicy: Sendable {
  /// The queue; nil for none.
  ///
  /// - Parameters:
  ///   - record: The case, as it is written.
  ///   - view: The transaction that writes it, as the program itself sees it.
  func queue(for record: Case, in view: borrowing Snapshot) async throws -> Queue.ID?
}

/// Routing by the queues' own conditions: a case goes to the first active queue, by ``Queue/position``, whose ``Queue/acceptsWhen`` it meets.
public struct QueueConditionRouting: CaseRoutingPolicy, Hashable {
  /// Routes by the queues' conditions.
  public init() {}

  /// The first queue that takes the case.
  public func queue(for record: Case, in view: borrowing Snapshot) async throws -> Queue.ID? {
    let open: Filter<Queue> = \.state == .active && \.acceptsWhen != nil
    for queue in try await view.fetch(where: open, sort: .ascending(\.position)) {
      if try await view.meets(record.id, queue.acceptsWhen, of: queue.key) { return queue.id }
    }
    return nil
  }
}
