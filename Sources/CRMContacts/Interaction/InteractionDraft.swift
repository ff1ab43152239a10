public import CRMCore

/// An interaction that is to be logged: what there is to say about it, before it has an identifier.
///
/// ```swift
/// .call(with: contact.id, .incoming, lasting: .seconds(300))
/// .email("Your offer", from: .address("sara@example.ir"), to: [user.id])
/// .note("Wants to be called after Nowruz", on: contact.id)
/// ```
public struct InteractionDraft: Sendable {
  /// The way in which one was in touch.
  public var channel: ContactChannel
  /// Who was in touch with whom; nil where it has no direction.
  public var direction: Interaction.Direction?
  /// What it was about, in a line.
  public var title: String
  /// What was said or written.
  public var body: String?
  /// When it began; nil for as long ago as it took.
  public var startedAt: Instant?
  /// How long it took.
  public var duration: Duration?
  /// What came of it.
  public var outcome: Interaction.Outcome?
  /// Whose doing it was; nil for the user who logs it.
  public var owner: User.ID?
  /// The record that it is about.
  public var regarding: RecordKey?
  /// Who took part.
  public var parties: [InteractionParty]
  /// The identifier under which another system knows it.
  public var externalID: String?

  /// Drafts an interaction of a channel.
  public init(
    _ channel: ContactChannel, _ direction: Interaction.Direction? = nil, title: String = "", body: String? = nil,
    parties: [InteractionParty] = [], startedAt: Instant? = nil, duration: Duration? = nil,
    outcome: Interaction.Outcome? = nil, owner: User.ID? = nil, regarding: RecordKey? = nil
  ) {
    self.channel = channel
    self.direction = direction
    self.title = title
    self.body = body
    self.parties = parties
    self.startedAt = startedAt
    self.duration = duration
    self.outcome = outcome
    self.owner = owner
    self.regarding = regarding
  }

  /// A telephone call.
  public static func call(
    with other: some PartyRepresentable, _ direction: Interaction.Direction = .outgoing, about title: String = "",
    lasting duration: Duration? = nil, outcome: Interaction.Outcome? = nil, regarding: RecordKey? = nil
  ) -> InteractionDraft {
    let party = InteractionParty(other, as: direction == .outgoing ? .to : .from)
    return InteractionDraft(
      .call, direction, title: title, parties: [party], duration: duration, outcome: outcome, regarding: regarding)
  }

  /// A meeting.
  public static func meeting(
    with others: [any PartyRepresentable], about title: String = "", lasting duration: Duration? = nil,
    at startedAt: Instant? = nil, regarding: RecordKey? = nil
  ) -> InteractionDraft {
    InteractionDraft(
      .meeting, title: title, parties: others.map { InteractionParty($0.party, as: .participant) },
      startedAt: startedAt, duration: duration, regarding: regarding)
  }

  /// A mail: outgoing when a user has sent it, incoming otherwise.
  public static func email(
    _ title: String, _ body: String? = nil, from sender: some PartyRepresentable,
    to recipients: [any PartyRepresentable], cc copies: [any PartyRepresentable] = [], at startedAt: Instant? = nil,
    regarding: RecordKey? = nil
  ) -> InteractionDraft {
    let isOurs = if case .user = sender.party { true } else { false }
    let parties =
      [InteractionParty(sender, as: .from)] + recipients.map { InteractionParty($0.party, as: .to) }
      + copies.map { InteractionParty($0.party, as: .cc) }
    return InteractionDraft(
      .email, isOurs ? .outgoing : .incoming, title: title, body: body, parties: parties, startedAt: startedAt,
      regarding: regarding)
  }

  /// A note about an account or a contact.
  public static func note(_ text: String, on other: some PartyRepresentable) -> InteractionDraft {
    InteractionDraft(.note, title: text, parties: [InteractionParty(other, as: .participant)])
  }
}
