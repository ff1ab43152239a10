extension CRM {
  /// A runner of the agenda that does what processes, workflows, to-dos, quotes, mailings and service levels have put there, and each user's work within the user's rights.
  ///
  /// ```swift
  /// var agenda = crm.agenda()
  /// agenda.handle(FollowUp.self) { work, occurrence, crm in … }
  /// try await agenda.run()
  /// ```
  ///
  /// What nobody in particular has put there is done without limits.
  public func agenda() -> AgendaRunner {
    let store = store.unrestricted
    let access = access ?? AccessControl(to: store, by: policy)
    var runner = AgendaRunner(store) { actor in actor == nil ? store : access.acting(as: actor) }
    runner.handleAutomation()
    runner.handleContacts()
    runner.handleSales()
    runner.handleMarketing()
    runner.handleService()
    return runner
  }

  /// A runner of the outbox that is connected with nothing yet.
  ///
  /// - Parameter name: What tells it from every other runner on the store.
  public func outbox(name: String) -> OutboxRunner { OutboxRunner(store.unrestricted, name: name) }
}
