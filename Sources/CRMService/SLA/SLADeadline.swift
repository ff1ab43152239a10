public import CRMCore

/// The work of seeing that a target comes near, or is missed.
///
/// Put on the agenda by whatever sets a target's times; done by a runner that `AgendaRunner.handleService` was called on.
public struct SLADeadline: ScheduledWork {
  /// The stable name of this kind of work.
  public static let kind = "slaDeadline"

  /// The target.
  public var target: SLATarget.ID
}

extension StoreTransaction {
  /// Looks at a target whose time has come.
  func meetDeadline(of id: SLATarget.ID, due: Instant) async throws {
    try await writing { context in
      let engine = StoreTransaction(unrestricting: context)
      guard let record = try await engine.find(id)?.case else { return }
      // A runner that is asked to run ahead of the clock sees what it will see then.
      try await engine.settleTargets(of: record, at: max(engine.instant, due))
    }
  }
}
