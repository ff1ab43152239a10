extension CRM {
  /// A runner of the agenda that does what processes, workflows and to-dos have put there, and each user's work within the user's rights.
  ///
  /// ```swift
  /// var agenda = crm.agenda()
  /// agenda.handle(FollowUp.self) { work, occurrence, crm in … }
  /// try await agenda.run()
  /// ```
  ///
  /// - Parameter rights: What a user may see and do; without it their own records, see `Rights.ownRecords(of:in:)`.
  public func agenda(rights: (@Sendable (User.ID) throws -> Rights)? = nil) -> AgendaRunner {
    let store = store.unrestricted
    var runner = AgendaRunner(store) { actor in
      guard let actor else { return store }
      let user = User.ID(actor)
      return try store.acting(as: actor, with: rights?(user) ?? .ownRecords(of: user, in: store.catalog))
    }
    runner.handleAutomation()
    runner.handleContacts()
    return runner
  }

  /// A runner of the outbox that is connected with nothing yet.
  ///
  /// - Parameter name: What tells it from every other runner on the store.
  public func outbox(name: String) -> OutboxRunner { OutboxRunner(store.unrestricted, name: name) }
}
