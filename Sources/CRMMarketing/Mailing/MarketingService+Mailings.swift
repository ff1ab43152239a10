import CRMContacts
public import CRMCore

extension MarketingService where Scope: ~Copyable {
  /// How far a mailing has come, what the outbox made of its messages included.
  ///
  /// Whoever may see the mailing is told all of it.
  ///
  /// - Throws: `StoreError.notFound`.
  public func counts(of id: Mailing.ID) async throws -> MailingCounts {
    try await scope.reading { context in
      _ = try await Snapshot(sharing: context).get(id)
      return MailingCounts(try await Snapshot(unrestricting: context).reading { try await $0.aggregate(id.counts) })
    }
  }

  /// The message as one of those whom it is for would get it, whether or not they may be sent it and are on its lists.
  ///
  /// - Throws: `StoreError.notFound` for a mailing or a recipient that the actor can't see; ``MarketingError/noAudience(_:known:)``; `FilterError`
  ///   for a name that is no field of theirs.
  public func preview(_ id: Mailing.ID, for member: RecordKey) async throws -> MailingMessage {
    try await scope.reading { context in
      let mailing = try await Snapshot(sharing: context).get(id)
      let audience = try context.environment.marketing.audience(of: member.entity)
      guard let record = try await context.record(member) else { throw StoreError.notFound(member) }
      let reach = try audience.reach(of: record, by: mailing.channel)
      var renderer = try await MessageRenderer(mailing.content, for: record.type, in: context)
      let rendering = try await renderer.rendering(for: record, unsubscribeLink: nil, in: context)
      return mailing.message(
        saying: rendering.content, to: .init(reach.address ?? "", name: reach.name.onOneLine), unsubscription: nil)
    }
  }
}

extension MarketingService where Scope: RecordWriting & ~Copyable {
  /// Writes a mailing, which is not sent yet.
  ///
  /// What it says is taken from the template, the sender from ``MarketingPolicies/sender``, where the draft does not say. The owner is else the user who
  /// acts.
  ///
  /// - Throws: `RecordError.invalid`, `StoreError.notFound`; ``MarketingError/invalidTemplate(_:_:)`` with everything that is wrong with what it says.
  @discardableResult
  public func draft(_ draft: MailingDraft) async throws -> Mailing {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      var mailing = draft.record
      mailing.id = transaction.newID()
      if let template = mailing.template, mailing.content == MessageContent() {
        mailing.content = try await transaction.get(template).content
      }
      if mailing.senderAddress == nil, let sender = transaction.environment.marketing.sender {
        (mailing.senderAddress, mailing.senderName) = (sender.address, mailing.senderName ?? sender.name)
      }
      if mailing.owner == nil { mailing.owner = try await transaction.actingUser() }
      return try await transaction.insert(mailing)
    }
  }

  /// Lets a mailing be sent at a time; one that is scheduled already is moved.
  ///
  /// It is sent by the agenda, with the rights of the one who schedules it: to those whom they may see.
  ///
  /// - Throws: `StoreError.notFound`; ``MarketingError/notReady(_:_:)`` with all that it lacks; ``MarketingError/wrongMailingState(_:_:)``.
  @discardableResult
  public func schedule(_ id: Mailing.ID, at instant: Instant) async throws -> Mailing {
    try await scope.update(id) { mailing in
      guard mailing.state == .draft || mailing.state == .scheduled else {
        throw MarketingError.wrongMailingState(id.key, mailing.state)
      }
      (mailing.state, mailing.scheduledAt) = (.scheduled, instant)
    }
  }

  /// Lets a mailing be sent at once.
  ///
  /// One that was sent goes out to those who have not got it, since they were not on its lists or could not be sent it then. Nobody gets it twice.
  ///
  /// - Throws: `StoreError.notFound`; ``MarketingError/notReady(_:_:)`` with all that it lacks; ``MarketingError/wrongMailingState(_:_:)``.
  @discardableResult
  public func send(_ id: Mailing.ID) async throws -> Mailing {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      let now = transaction.instant
      return try await transaction.update(id) { mailing in
        switch mailing.state {
        case .draft, .scheduled: mailing.state = .scheduled
        case .sent: (mailing.state, mailing.listsDone, mailing.position) = (.sending, 0, nil)
        case .sending, .canceled: throw MarketingError.wrongMailingState(id.key, mailing.state)
        }
        mailing.scheduledAt = now
      }
    }
  }

  /// Takes a scheduled mailing back, to be changed.
  ///
  /// - Throws: `StoreError.notFound`; ``MarketingError/wrongMailingState(_:_:)``.
  @discardableResult
  public func unschedule(_ id: Mailing.ID) async throws -> Mailing {
    try await scope.update(id) { mailing in
      guard mailing.state == .scheduled else { throw MarketingError.wrongMailingState(id.key, mailing.state) }
      (mailing.state, mailing.scheduledAt) = (.draft, nil)
    }
  }

  /// Calls a mailing off: nobody else is written to, and what waits in the outbox is taken back.
  ///
  /// What a transport has in hand at this moment can't be taken back.
  ///
  /// - Throws: `StoreError.notFound`; ``MarketingError/wrongMailingState(_:_:)`` when it is canceled, or all of it has left.
  @discardableResult
  public func cancel(_ id: Mailing.ID) async throws -> Mailing {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      let mailing = try await transaction.get(id)
      let hasLeft = mailing.state == .sent ? try await transaction.marketing.counts(of: id).waiting == 0 : false
      if mailing.state == .canceled || hasLeft { throw MarketingError.wrongMailingState(id.key, mailing.state) }
      return try await transaction.update(id) { $0.state = .canceled }
    }
  }

  /// Notes that somebody who got a mailing does not want to be written to any more: their consent for its channel and purpose is withdrawn, and
  /// its campaign has a response that says so.
  ///
  /// Told of them again, it changes nothing. Who may see the recipient's row may do it: it needs no further right.
  ///
  /// - Throws: `StoreError.notFound`.
  @discardableResult
  public func unsubscribe(_ id: MailingRecipient.ID) async throws -> MailingRecipient {
    try await scope.writing { context in
      let transaction = StoreTransaction(sharing: context)
      let engine = StoreTransaction(unrestricting: context)
      _ = try await transaction.get(id)
      var recipient = try await engine.get(id)
      guard recipient.unsubscribedAt == nil, let member = recipient.member, let mailing = recipient.mailing else {
        return try await transaction.get(id)
      }
      recipient.unsubscribedAt = engine.instant
      try await engine.update(recipient)
      let source = try await engine.get(mailing)
      if let campaign = source.campaign {
        var draft = ResponseDraft(.doNotSend, to: campaign, from: member, by: source.channel)
        draft.record.mailing = mailing
        try await engine.marketing.respond(draft)
      } else {
        try await engine.environment.marketing.audience(of: member.entity).withdrawConsent(
          of: member, by: source.channel, for: source.purpose, in: engine)
      }
      return try await transaction.get(id)
    }
  }
}

extension LiveReading {
  /// How far a mailing has come, again and again as it goes on.
  ///
  /// It counts what the one who looks may see.
  public func liveCounts(of id: Mailing.ID) -> LiveQuery<MailingCounts> {
    LiveQuery(id.counts, of: observed) { MailingCounts($0) }
  }
}

extension RecordID<Mailing> {
  /// The figures that ``MailingCounts`` are made of.
  fileprivate var counts: AggregateQuery {
    AggregateQuery(
      MailingRecipient.recordType, where: .compare("mailing", .equal, anyValue), by: MailingCounts.groups,
      measures: [.count])
  }
}
