public import CRMCore

/// The work of reminding the owner of a to-do: it lands in their inbox.
///
/// Put on the agenda by whatever sets ``ToDo/remindAt``; done by a runner that `AgendaRunner.handleContacts` was called on.
public struct ToDoReminder: ScheduledWork {
  /// The stable name of this kind of work.
  public static let kind = "toDoReminder"

  /// The to-do.
  public var toDo: ToDo.ID
}

extension StoreTransaction {
  /// Tells the owner of a to-do that is still open that it is due, whoever has put the reminder on the agenda.
  func remind(of id: ToDo.ID) async throws {
    try await writing { context in
      let engine = StoreTransaction(unrestricting: context)
      guard let toDo = try await engine.find(id), toDo.state == .open, let owner = toDo.owner else { return }
      try await engine.notify(owner.identifier, .reminder, toDo.title, regarding: id.key)
    }
  }
}
