public import CRMContacts
public import CRMCore

extension SalesService where Scope: ~Copyable {
  /// Whether a lead may be written to or called.
  ///
  /// What counts is ``Lead/doNotContact``, the last of ``Lead/consents`` that is about the channel and the purpose, and where there is none the
  /// application's `ConsentPolicy`.
  ///
  /// - Throws: `StoreError.notFound` when there is no such lead, or none that the actor may see.
  public func mayContact(
    _ id: Lead.ID, by channel: ContactChannel, for purpose: ContactPurpose
  ) async throws -> ContactPermission {
    try await scope.reading { context in
      _ = try await Snapshot(sharing: context).get(id)
      return try await Snapshot(unrestricting: context).get(id)
        .permission(by: channel, for: purpose, context.environment.contacts.consent)
    }
  }
}

extension SalesService where Scope: RecordWriting & ~Copyable {
  /// Records what a lead has agreed to or refused.
  ///
  /// Messages that wait in the outbox and are no longer wanted are withdrawn in the same transaction. Who may see a lead may note what they say:
  /// it needs no further right.
  ///
  /// - Parameters:
  ///   - consent: What was said; said now, where it does not say when.
  ///   - id: The lead, whether open or closed.
  /// - Throws: `StoreError.notFound` when there is no such lead, or none that the actor may see.
  @discardableResult
  public func record(_ consent: LeadConsent, of id: Lead.ID) async throws -> Lead {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      _ = try await transaction.get(id)
      var consent = consent
      consent.givenAt = consent.givenAt ?? transaction.instant
      try await StoreTransaction(unrestricting: context).update(id) { [consent] in $0.consents.append(consent) }
      return try await transaction.get(id)
    }
  }

  /// Puts a message into the outbox if the lead whom it is for may be sent it, and otherwise says why not: what everything that sends to leads
  /// goes through.
  ///
  /// The permission is asked in the transaction that posts, and the message is withdrawn when the permission is, as long as it waits.
  ///
  /// - Parameters:
  ///   - message: What is sent.
  ///   - route: The outbox's channel.
  ///   - recipient: The address or number, as the transport understands it.
  ///   - id: Whose it is.
  ///   - channel: The way, as consents name it.
  ///   - purpose: What it is for.
  ///   - key: What tells the message from every other of the outbox's channel.
  ///   - due: When it is sent; at once, when it is nil.
  ///   - regarding: The record that it is about; nil for the lead.
  /// - Throws: `StoreError.notFound` when there is no such lead, or none that the actor may see.
  public func send<Message>(
    _ message: Message, over route: OutboxChannel<Message>, to recipient: String, of id: Lead.ID,
    by channel: ContactChannel, for purpose: ContactPurpose, key: String? = nil, due: Due? = nil,
    regarding: RecordKey? = nil
  ) async throws -> SendingOutcome {
    try await scope.writing { context in
      let permission = try await StoreTransaction(sharing: context).sales.mayContact(id, by: channel, for: purpose)
      if case .refused(let refusal) = permission { return .withheld(refusal) }
      let engine = StoreTransaction(unrestricting: context)
      var permitted = PermittedMessage(id: engine.newID())
      (permitted.lead, permitted.channel, permitted.purpose) = (id.identifier, channel, purpose)
      return .posted(
        try await engine.post(
          message, over: route, to: recipient, key: key, due: due, regarding: regarding ?? id.key, as: permitted))
    }
  }
}

extension Lead {
  /// What was said, each with when: what does not say so was said right after what stands before it, the first when the lead was captured.
  var datedConsents: [(consent: LeadConsent, givenAt: Instant)] {
    var time = stamp.createdAt
    return consents.map { consent in
      time = consent.givenAt ?? time
      return (consent, time)
    }
  }

  /// Whether it may be written to or called: what was said later counts before what was said earlier.
  func permission(
    by channel: ContactChannel, for purpose: ContactPurpose, _ policy: any ConsentPolicy
  ) -> ContactPermission {
    let newest = datedConsents.enumerated().filter { _, dated in
      (dated.consent.channel ?? channel) == channel && (dated.consent.purpose ?? purpose) == purpose
    }.max { ($0.element.givenAt, $0.offset) < ($1.element.givenAt, $1.offset) }
    return ContactPermission(
      policy.rule(for: channel, purpose), doNotContact: doNotContact, newest: newest?.element.consent.state)
  }
}

extension StoreTransaction {
  /// Takes messages back that wait in the outbox for a lead who may not be sent them any more.
  func withdrawUnpermitted(to lead: Lead) async throws {
    try await withdrawUnpermitted(where: .compare("lead", .equal, .reference(lead.id.identifier))) {
      lead.permission(by: $0.channel, for: $0.purpose, environment.contacts.consent)
    }
  }
}
