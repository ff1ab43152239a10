public import CRMCore

/// The work of holding the cases under way against service levels that have changed: a hundred in each transaction.
///
/// Put on the agenda by whatever changes a service level; done by a runner that `AgendaRunner.handleService` was called on.
public struct SLAReview: ScheduledWork {
  /// The stable name of this kind of work.
  public static let kind = "slaReview"

  /// The place behind the last case that was looked at; nil to begin.
  public var after: RecordCursor?

  static let batch = 100
  static let name = "all"
}

extension StoreTransaction {
  /// Puts a review on the agenda; one that is under way begins anew.
  func reviewCases() async throws {
    guard keeps(AgendaEntry.self), try await exists(Case.self, where: \.state == .active) else { return }
    try await schedule(SLAReview(after: nil), due: .after(.zero), named: SLAReview.name)
  }

  /// Holds the next cases against the service levels.
  func review(after cursor: RecordCursor?) async throws {
    try await writing { context in
      let engine = StoreTransaction(unrestricting: context)
      let page = try await engine.page(Case.self, where: \.state == .active, limit: SLAReview.batch, after: cursor)
      for record in page.records { try await engine.settleTargets(of: record.id, at: engine.instant) }
      guard let next = page.next else { return }
      try await engine.schedule(SLAReview(after: next), due: .after(.zero), named: SLAReview.name)
    }
  }
}
