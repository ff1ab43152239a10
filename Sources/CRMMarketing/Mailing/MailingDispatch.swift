import CRMContacts
import CRMCore

/// Sends a mailing to members of one list, within one transaction.
///
/// What it says of them is what the one who sends it may see of them. Whether they may be written to is asked of everything there is.
struct MailingDispatch {
  /// What became of the message for one of them.
  private enum Outcome {
    case posted(OutboxMessage)
    case suppressed(MailingRecipient.Suppression)
  }

  private let mailing: Mailing
  private let list: MarketingList
  private let audience: any Audience
  private let route: any MailingRoute
  private var renderer: MessageRenderer
  /// Those who have a row by now.
  private var rows: [RecordKey: MailingRecipient] = [:]
  /// The addresses that the message goes to by now.
  private var taken: Set<String> = []

  init(of mailing: Mailing, to list: MarketingList, seenBy view: borrowing ReadContext) async throws {
    let policies = view.environment.marketing
    guard let route = policies.routes[mailing.channel] else {
      throw MarketingError.notReady(mailing.key, ["there is no way for “\(mailing.channel.rawValue)”"])
    }
    (self.mailing, self.list, self.route) = (mailing, list, route)
    audience = try policies.audience(of: list.memberEntity)
    renderer = try await MessageRenderer(mailing.content, for: view.catalog.type(of: list.memberEntity), in: view)
  }

  /// Deals with some members, each once.
  ///
  /// - Parameters:
  ///   - records: The members, as the one who sends sees them.
  ///   - transaction: The transaction without the limits of the one who sends.
  ///   - view: What the one who sends sees.
  mutating func send(
    to records: [AnyRecord], in transaction: borrowing StoreTransaction, seenBy view: borrowing ReadContext
  ) async throws {
    let excluded = try await excluded(among: records.map(\.key), in: transaction)
    let records = records.filter { !excluded.contains($0.key) }
    let reaches = try await reaches(of: records, in: transaction)
    try await look(for: records.map(\.key), at: reaches.compactMap(\.addressKey), in: transaction)
    for (record, reach) in zip(records, reaches) where rows[record.key]?.state != .queued {
      var row = rows[record.key] ?? MailingRecipient(id: transaction.newID())
      (row.mailing, row.list, row.member) = (mailing.id, list.id, record.key)
      switch try await send(to: record, reach, as: row.id, in: transaction, seenBy: view) {
      case .posted(let message):
        (row.state, row.suppression, row.message) = (.queued, nil, message.id)
        (row.addressKey, row.queuedAt) = (reach.addressKey, transaction.instant)
        if let key = reach.addressKey { taken.insert(key) }
      case .suppressed(let reason): (row.state, row.suppression) = (.suppressed, reason)
      }
      let isNew = rows.updateValue(row, forKey: record.key) == nil
      if isNew { try await transaction.insert(row) } else { try await transaction.update(row) }
    }
  }

  /// How members are reached: at addresses that the one who sends may read, since they see them in what they send.
  private func reaches(of records: [AnyRecord], in transaction: borrowing StoreTransaction) async throws -> [Reach] {
    let type = try await transaction.reading { try $0.catalog.type(of: list.memberEntity) }
    let whole = try await transaction.reading { try await $0.records(records.map(\.key), of: type) }
    return try records.map { record in
      var reach = try audience.reach(of: record, by: mailing.channel)
      let real = try audience.reach(of: whole[record.key] ?? record, by: mailing.channel)
      reach.isActive = real.isActive
      if reach.address != real.address { reach.address = nil }
      return reach
    }
  }

  /// Reads what there is of these members and addresses.
  private mutating func look(
    for keys: [RecordKey], at addresses: [String], in transaction: borrowing StoreTransaction
  ) async throws {
    let own = FilterExpression.compare("mailing", .equal, mailing.id.anyValue)
    for row in try await transaction.fetch(MailingRecipient.self, where: Filter(Member.isOneOf(keys) && own)) {
      if let member = row.member { rows[member] = row }
    }
    let atThem = .isIn("addressKey", addresses.map(AnyValue.text)) && own
    taken.formUnion(try await transaction.fetch(MailingRecipient.self, where: Filter(atThem)).compactMap(\.addressKey))
  }

  /// Those who are on a list that is left out, whether or not the one who sends may see that.
  private func excluded(
    among keys: [RecordKey], in transaction: borrowing StoreTransaction
  ) async throws -> Set<RecordKey> {
    var excluded: Set<RecordKey> = []
    for id in mailing.excludedLists {
      let list = try await transaction.get(id)
      excluded.formUnion(try await transaction.reading { try await $0.members(of: list, among: keys) })
    }
    return excluded
  }

  private mutating func send(
    to record: AnyRecord, _ reach: Reach, as recipient: MailingRecipient.ID,
    in transaction: borrowing StoreTransaction, seenBy view: borrowing ReadContext
  ) async throws -> Outcome {
    guard reach.isActive else { return .suppressed(.inactive) }
    guard let address = reach.address, let key = reach.addressKey, !key.isEmpty else { return .suppressed(.noAddress) }
    let permission = try await transaction.reading { [mailing, audience] context in
      try await audience.permission(
        to: record.key, by: mailing.channel, for: mailing.purpose, in: Snapshot(sharing: context))
    }
    if case .refused(let refusal) = permission { return .suppressed(.init(refusal)) }
    guard let message = try await message(to: record, reach, at: address, as: recipient, seenBy: view) else {
      return .suppressed(.missingValue)
    }
    // Last, so that what else speaks against it is told whoever came first.
    if taken.contains(key) { return .suppressed(.duplicateAddress) }
    let posting = MailingPosting(
      member: record.key, address: address, channel: mailing.channel, purpose: mailing.purpose,
      key: "mailing \(mailing.id) \(key)", regarding: mailing.key)
    switch try await route.send(message, as: posting, to: audience, in: transaction) {
    case .posted(let message): return .posted(message)
    case .withheld(let refusal): return .suppressed(.init(refusal))
    }
  }

  /// The message for one of them; nil when something is not known of them that it needs.
  private mutating func message(
    to record: AnyRecord, _ reach: Reach, at address: String, as recipient: MailingRecipient.ID,
    seenBy view: borrowing ReadContext
  ) async throws -> MailingMessage? {
    let unsubscription = view.environment.marketing.unsubscription?(recipient)
    let rendering = try await renderer.rendering(for: record, unsubscribeLink: unsubscription?.url, in: view)
    if mailing.whenMissing == .suppress, !rendering.missing.isEmpty { return nil }
    return mailing.message(
      saying: rendering.content, to: .init(address, name: reach.name.onOneLine), unsubscription: unsubscription)
  }
}

extension MailingRecipient.Suppression {
  /// What counts as the reason when somebody may not be written to.
  fileprivate init(_ refusal: ContactPermission.Refusal) {
    self = refusal == .doNotContact ? .doNotContact : .noConsent
  }
}

extension Mailing {
  /// The message that says that to somebody.
  func message(
    saying content: MessageContent, to recipient: MailingMessage.Mailbox,
    unsubscription: MailingMessage.Unsubscription?
  ) -> MailingMessage {
    let sender = senderAddress.map { MailingMessage.Mailbox($0, name: senderName?.onOneLine) }
    return MailingMessage(
      from: sender, to: [recipient], replyTo: replyTo.map { [MailingMessage.Mailbox($0)] },
      subject: content.subject ?? "", text: content.text, html: content.html, unsubscription: unsubscription)
  }
}
