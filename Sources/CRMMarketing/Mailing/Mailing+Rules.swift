import CRMContacts
public import CRMCore

extension Mailing {
  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if (state == .scheduled || state == .sending) && scheduledAt == nil {
      problems.append(FieldProblem("scheduledAt", "is required of what is to be sent"))
    }
    for (field, address) in [("senderAddress", senderAddress), ("replyTo", replyTo)] {
      if let address, let flaw = EmailAddress(address).flaw { problems.append(FieldProblem(field, flaw)) }
    }
    if Set(lists).count < lists.count { problems.append(FieldProblem("lists", "name a list twice")) }
    return problems
  }

  /// What is wrong with the record as the next version of another: once it is scheduled what it says and to whom is fixed, and it goes its way.
  public func problems(replacing old: Mailing) -> [FieldProblem] {
    guard old.state.leads(to: state) else {
      return [FieldProblem("state", "is \(old.state.rawValue), which does not lead to \(state.rawValue)")]
    }
    guard old.state != .draft else { return [] }
    var allowed = old
    (allowed.name, allowed.owner, allowed.custom) = (name, owner, custom)
    (allowed.state, allowed.listsDone, allowed.position, allowed.sentAt) = (state, listsDone, position, sentAt)
    allowed.scheduledAt = scheduledAt
    return hasSameContent(as: allowed)
      ? [] : [FieldProblem("state", "is \(old.state.rawValue); take a scheduled mailing back before you change it")]
  }

  /// Holds what it says against what is kept, and keeps its sending on the agenda; what is canceled takes back what waits.
  public static func follow(
    _ before: Mailing?, _ after: Mailing?, in transaction: borrowing StoreTransaction
  ) async throws {
    if let after, after.state == .draft || after.state == .scheduled {
      if after.content != before?.content || after.lists != before?.lists {
        try await transaction.check(after.content, of: after.key, for: transaction.memberEntities(of: after.lists))
      }
      if after.state == .scheduled && before?.state != .scheduled { try await transaction.requireReady(after) }
    }
    if let after, after.state == .canceled, let before, before.state != .canceled {
      try await transaction.takeBackWaiting(of: after.id)
    }
    guard before?.turn != after?.turn else { return }
    if let after {
      try await transaction.keepOnAgenda(after)
    } else if let before {
      try await transaction.cancel(MailingBatch.self, named: before.id.description)
    }
  }

  /// What the agenda has to do next; nil when there is nothing to do.
  fileprivate var turn: Turn? {
    guard state == .scheduled || state == .sending, let scheduledAt else { return nil }
    return Turn(due: scheduledAt, listsDone: listsDone, position: position)
  }

  fileprivate struct Turn: Equatable {
    let due: Instant
    let listsDone: Int
    let position: String?
  }
}

extension Mailing.State {
  /// Whether a mailing may go from this state to another.
  fileprivate func leads(to next: Mailing.State) -> Bool {
    if next == self { return true }
    switch self {
    case .draft: return next == .scheduled || next == .canceled
    // A single batch may be all of it.
    case .scheduled: return true
    case .sending: return next == .sent || next == .canceled
    // What was sent goes out to those who were not sent it, or is called off as far as that is possible.
    case .sent: return next == .sending || next == .canceled
    case .canceled: return false
    }
  }
}

extension StoreTransaction {
  /// Puts what is to be done next for a mailing on the agenda, or takes it away: when nothing is, and while its campaign rests.
  func keepOnAgenda(_ mailing: Mailing) async throws {
    var isHeld = false
    if let campaign = mailing.campaign { isHeld = try await get(campaign).statusReason == .suspended }
    if let turn = mailing.turn, !isHeld {
      let batch = MailingBatch(mailing: mailing.id)
      try await schedule(batch, due: .at(turn.due), named: mailing.id.description, regarding: mailing.key)
    } else {
      try await cancel(MailingBatch.self, named: mailing.id.description)
    }
  }

  /// The entities of those who are on some lists.
  func memberEntities(of lists: [MarketingList.ID]) async throws -> Set<String> {
    Set(try await fetch(MarketingList.self, where: \.id ~= .isIn(lists)).map(\.memberEntity))
  }

  /// Refuses a mailing that can't be sent, with all that it lacks.
  fileprivate func requireReady(_ mailing: Mailing) async throws {
    let policies = environment.marketing
    var reasons: [String] = []
    if mailing.lists.isEmpty { reasons.append("it has no list") }
    if mailing.content.isEmpty { reasons.append("it says nothing") }
    if policies.routes[mailing.channel] == nil {
      reasons.append("there is no way for “\(mailing.channel.rawValue)” in environment.marketing.routes")
    }
    if mailing.channel == .email {
      if (mailing.content.subject ?? "").isEmpty { reasons.append("it has no subject") }
      if mailing.senderAddress == nil {
        reasons.append("it has no sender; say one, or in environment.marketing.sender")
      }
    }
    if policies.unsubscription == nil, mailing.content.mentionsUnsubscribeLink {
      reasons.append("it says {\(MessageContent.unsubscribeLink)}, and environment.marketing.unsubscription is not set")
    }
    if let id = mailing.campaign, try await get(id).isOver { reasons.append("its campaign is inactive or canceled") }
    for list in try await fetch(MarketingList.self, where: \.id ~= .isIn(mailing.lists + mailing.excludedLists)) {
      if list.state == .inactive { reasons.append("the list “\(list.name)” is inactive") }
    }
    if !reasons.isEmpty { throw MarketingError.notReady(mailing.key, reasons) }
  }

  /// Takes the messages of a mailing back that wait in the outbox.
  fileprivate func takeBackWaiting(of id: Mailing.ID) async throws {
    let waiting =
      FilterExpression.compare("mailing", .equal, id.anyValue)
      && .compare("message.state", .equal, "waiting")
    for recipient in try await fetch(MailingRecipient.self, where: Filter(waiting)) {
      if let message = recipient.message { try await takeBack(message, because: "the mailing was canceled") }
    }
  }
}
