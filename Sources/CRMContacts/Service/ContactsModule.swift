public import CRMCore

/// What CRMContacts brings along to be composed.
public enum ContactsModule {
  /// The module's record types.
  ///
  /// They refer to those of `AutomatedStore.recordTypes`.
  public static let recordTypes: [any Record.Type] = [
    BusinessUnit.self, Team.self, User.self, Account.self, Contact.self, Connection.self, Interaction.self, ToDo.self,
    Consent.self, PermittedMessage.self,
  ]
}

extension AgendaRunner {
  /// Handles the module's work: the reminders of to-dos.
  public mutating func handleContacts() {
    handle(ToDoReminder.self) { work, _, transaction in try await transaction.remind(of: work.toDo) }
  }
}
