/// Something that an action asks the host program to do: a kind of work on the agenda.
///
/// ```swift
/// agenda.handle(HostCall.self) { call, occurrence, crm in
///   switch call.name {
///   case "printLabel": try await crm.schedule(LabelPrinting(order: call.arguments["order"]), due: .after(.zero))
///   default: throw UnknownCall(call.name)
///   }
/// }
/// ```
public struct HostCall: ScheduledWork {
  /// The name of this kind of work.
  public static let kind = "hostCall"

  /// What is to be done, as the host program knows it.
  public let name: String
  /// The values that the action gave it.
  public let arguments: [String: AnyValue]
}

/// Actions that were put off.
struct DeferredActions: ScheduledWork {
  static let kind = "deferredActions"

  let actions: [RecordAction]
  let record: RecordKey
}

extension AgendaRunner {
  /// Says that what processes and workflows have put on the agenda is done here.
  ///
  /// What they ask of the host program, ``HostCall``, is the host's to handle.
  public mutating func handleAutomation() {
    handle(DeferredActions.self) { work, _, store in
      let engine = StoreTransaction(unrestricting: store.context)
      guard try await engine.context.record(work.record) != nil else { return }
      try await engine.perform(work.actions, on: work.record)
    }
    handleWorkflows()
    handle(StageLimit.self) { work, _, store in
      try await StoreTransaction(unrestricting: store.context).noteOverdue(work.instance)
    }
    handle(ApprovalExpiry.self) { work, _, store in
      try await StoreTransaction(unrestricting: store.context).expire(work.approval)
    }
  }
}
