public import CRMCore

extension ContactsService where Scope: ~Copyable {
  /// Whether an account or contact may be written to or called.
  ///
  /// What counts is the flag ``CustomerRecord/doNotContact``, the newest consent that is about the channel and the purpose, and where there
  /// is none ``ContactsPolicies/consent``: all of them, also those that the one who asks may not see.
  ///
  /// - Throws: `StoreError.notFound` when there is no such record, or none that the actor may see.
  public func mayContact<C: CustomerRecord>(
    _ id: RecordID<C>, by channel: ContactChannel, for purpose: ContactPurpose
  ) async throws -> ContactPermission {
    try await scope.reading { context in
      let snapshot = Snapshot(sharing: context)
      _ = try await snapshot.get(id)
      return try await snapshot.permissions(to: CustomerReference(id), by: [channel], for: purpose)[channel]
        ?? .refused(.notGranted)
    }
  }

  /// What an account or contact has agreed to and refused, the newest first.
  public func consents<C: CustomerRecord>(of id: RecordID<C>) async throws -> [Consent] {
    try await scope.reading { try await Snapshot(sharing: $0).consents(of: CustomerReference(id)) }
  }
}

extension ContactsService where Scope: RecordWriting & ~Copyable {
  /// Records what an account or contact has agreed to or refused.
  ///
  /// Messages that wait in the outbox and are no longer wanted are withdrawn in the same transaction. Who may see somebody may note what they
  /// say: it needs no further right.
  ///
  /// - Parameters:
  ///   - state: What was said.
  ///   - id: Who has said it.
  ///   - channel: The way that it is about; nil for every way.
  ///   - purpose: The purpose that it is about; nil for every purpose.
  ///   - givenAt: When it was said; nil for now.
  ///   - source: How it came to us.
  ///   - evidence: What proves it.
  /// - Throws: `StoreError.notFound` when there is no such record, or none that the actor may see; `RecordError.invalid`.
  @discardableResult
  public func record<C: CustomerRecord>(
    _ state: Consent.State, of id: RecordID<C>, by channel: ContactChannel? = nil, for purpose: ContactPurpose? = nil,
    at givenAt: Instant? = nil, source: Consent.Source? = nil, evidence: String? = nil
  ) async throws -> Consent {
    try await scope.writing { context in
      _ = try await StoreTransaction(sharing: context).get(id)
      let transaction = StoreTransaction(unrestricting: context)
      var consent = Consent(id: transaction.newID())
      consent.customer = CustomerReference(id)
      consent.channel = channel
      consent.purpose = purpose
      consent.state = state
      consent.givenAt = givenAt ?? transaction.instant
      consent.source = source
      consent.evidence = evidence
      return try await transaction.insert(consent)
    }
  }

  /// Puts a message into the outbox if the one whom it is for may be sent it, and otherwise says why not: what everything that sends to
  /// accounts and contacts goes through.
  ///
  /// ```swift
  /// let outcome = try await crm.contacts.send(
  ///   offer, over: .email, to: "sara@example.ir", of: sara.id, by: .email, for: .marketing)
  /// ```
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
  ///   - key: What tells the message from every other of the outbox's channel: see `post`.
  ///   - due: When it is sent; at once, when it is nil.
  ///   - regarding: The record that it is about; nil for the account or contact.
  /// - Throws: `StoreError.notFound` when there is no such record, or none that the actor may see.
  public func send<Message, C: CustomerRecord>(
    _ message: Message, over route: OutboxChannel<Message>, to recipient: String, of id: RecordID<C>,
    by channel: ContactChannel, for purpose: ContactPurpose, key: String? = nil, due: Due? = nil,
    regarding: RecordKey? = nil
  ) async throws -> SendingOutcome {
    try await scope.writing { context in
      let permission = try await StoreTransaction(sharing: context).contacts.mayContact(id, by: channel, for: purpose)
      if case .refused(let refusal) = permission { return .withheld(refusal) }
      let engine = StoreTransaction(unrestricting: context)
      var permitted = PermittedMessage(id: engine.newID())
      (permitted.customer, permitted.channel, permitted.purpose) = (CustomerReference(id), channel, purpose)
      let row = try await engine.post(
        message, over: route, to: recipient, key: key, due: due, regarding: regarding ?? id.key, as: permitted)
      return .posted(row)
    }
  }
}

extension Snapshot {
  /// The consents of an account or contact, the newest first.
  fileprivate func consents(of customer: CustomerReference) async throws -> [Consent] {
    let own = Filter<Consent>(customer.isReferred(by: "customer"))
    return try await fetch(Consent.self, where: own, sort: .ascending(\.givenAt)).reversed()
  }

  /// Whether an account or contact may be written to, by each of some channels: going by everything there is, whatever the rights of the
  /// one who asks.
  func permissions(
    to customer: CustomerReference, by channels: [ContactChannel], for purpose: ContactPurpose
  ) async throws -> [ContactChannel: ContactPermission] {
    try await reading { context in
      let engine = Snapshot(unrestricting: context)
      let policy = context.environment.contacts.consent
      let consents = try await engine.consents(of: customer)
      let wantsNothing = try await engine.wantsToBeLeftAlone(customer)
      var permissions: [ContactChannel: ContactPermission] = [:]
      for channel in channels {
        let newest = consents.first { $0.concerns(channel, purpose) }
        permissions[channel] = ContactPermission(
          policy.rule(for: channel, purpose), doNotContact: wantsNothing, newest: newest?.state, by: newest?.id)
      }
      return permissions
    }
  }

  private func wantsToBeLeftAlone(_ customer: CustomerReference) async throws -> Bool {
    if let id = customer.contact { return try await find(id)?.doNotContact ?? false }
    if let id = customer.account { return try await find(id)?.doNotContact ?? false }
    return false
  }
}

extension StoreTransaction {
  /// Puts a message into the outbox with what it is permitted by, so that it can be taken back.
  ///
  /// For transactions that no rights limit.
  package func post<Message>(
    _ message: Message, over route: OutboxChannel<Message>, to recipient: String, key: String?, due: Due?,
    regarding: RecordKey, as permitted: PermittedMessage
  ) async throws -> OutboxMessage {
    let row = try await post(message, over: route, to: recipient, key: key, due: due, regarding: regarding)
    if try await first(PermittedMessage.self, where: \.message == row.id) == nil {
      var permitted = permitted
      permitted.message = row.id
      try await insert(permitted)
    }
    return row
  }

  /// Takes messages back that wait in the outbox for an account or contact who may not be sent them any more.
  func withdrawUnpermitted(to customer: CustomerReference) async throws {
    try await withdrawUnpermitted(where: customer.isReferred(by: "customer")) { permitted in
      try await reading { context in
        try await Snapshot(sharing: context).permissions(
          to: customer, by: [permitted.channel], for: permitted.purpose)[permitted.channel] ?? .refused(.notGranted)
      }
    }
  }

  /// Takes messages back that wait in the outbox for somebody who may not be sent them any more.
  ///
  /// - Parameters:
  ///   - isTheirs: The condition that a message is for them.
  ///   - permission: Whether one may still be sent.
  package func withdrawUnpermitted(
    where isTheirs: FilterExpression, unless permission: (PermittedMessage) async throws -> ContactPermission
  ) async throws {
    guard keeps(PermittedMessage.self) else { return }
    let waiting = isTheirs && .compare("message.state", .equal, "waiting")
    for permitted in try await fetch(PermittedMessage.self, where: Filter(waiting)) {
      guard case .refused(let refusal) = try await permission(permitted), let message = permitted.message else {
        continue
      }
      try await takeBack(message, because: refusal.description)
    }
  }

  /// Takes a message back that waits in the outbox, whether or not an attempt has failed.
  ///
  /// What a transport has in hand at this moment can't be taken back.
  package func takeBack(_ id: OutboxMessage.ID, because reason: String) async throws {
    guard var row = try await find(id), row.state == .waiting, row.claimedBy == nil else { return }
    (row.state, row.dueAt, row.failure) = (.withdrawn, nil, reason)
    try await update(row)
  }
}
