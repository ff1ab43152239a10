public import CRMCore

/// The work of sending a mailing to its next recipients.
///
/// Put on the agenda by whatever schedules a ``Mailing``; done by a runner that `AgendaRunner.handleMarketing` was called on, with the rights of the
/// one who scheduled it. Each batch is one transaction: its messages, its rows and the place where the next begins.
public struct MailingBatch: ScheduledWork {
  /// The stable name of this kind of work.
  public static let kind = "mailingBatch"

  /// The mailing.
  public var mailing: Mailing.ID
}

extension StoreTransaction {
  /// Deals with the next members of the list that is being worked off.
  func sendBatch(of id: Mailing.ID) async throws {
    try await writing { context in
      let engine = StoreTransaction(unrestricting: context)
      guard var mailing = try await engine.find(id), mailing.state == .scheduled || mailing.state == .sending else {
        return
      }
      // Who may not do it any more has it fail, instead of a mailing that reaches nobody.
      try await context.reading.require([.update], id.key)
      mailing.state = .sending
      if mailing.listsDone < mailing.lists.count {
        let id = mailing.lists[mailing.listsDone]
        _ = try await StoreTransaction(sharing: context).get(id)
        let list = try await engine.get(id)
        let page = try await context.reading.members(
          of: list, limit: environment.marketing.batchSize, after: mailing.position.flatMap { RecordCursor($0) })
        var dispatch = try await MailingDispatch(of: mailing, to: list, seenBy: context.reading)
        try await dispatch.send(to: page.records, in: engine, seenBy: context.reading)
        mailing.position = page.next?.description
        if page.next == nil { mailing.listsDone += 1 }
      }
      if mailing.listsDone >= mailing.lists.count {
        (mailing.state, mailing.sentAt) = (.sent, instant)
      }
      try await engine.update(mailing)
    }
  }
}
