public import CRMContacts
public import CRMCore

/// A mailing that is to be drafted: what there is to say about it, before it has an identifier.
///
/// What else a mailing can hold is written to ``record``.
public struct MailingDraft: Sendable {
  /// The mailing as it will be written; its identifier is given when it is drafted.
  public var record: Mailing

  /// Drafts a mailing.
  ///
  /// - Parameters:
  ///   - name: What it is called among colleagues.
  ///   - lists: The lists of those who get it.
  ///   - excluded: The lists of those who do not.
  ///   - content: What it says; nil for what the template says.
  ///   - template: The template that it is made from.
  ///   - channel: The way that it goes.
  ///   - purpose: What it is for.
  ///   - rule: What becomes of those of whom something is not known.
  ///   - campaign: The campaign that it belongs to.
  ///   - owner: Whose it is; nil for the user who drafts it.
  public init(
    _ name: String, to lists: [MarketingList.ID], except excluded: [MarketingList.ID] = [],
    content: MessageContent? = nil, template: MessageTemplate.ID? = nil, by channel: ContactChannel = .email,
    for purpose: ContactPurpose = .marketing, whenMissing rule: Mailing.MissingValueRule = .leaveEmpty,
    campaign: Campaign.ID? = nil, owner: User.ID? = nil
  ) {
    record = Mailing(id: Mailing.ID(Identifier(high: 0, low: 0)))
    record.name = name
    record.lists = lists
    record.excludedLists = excluded
    record.content = content ?? MessageContent()
    record.template = template
    record.channel = channel
    record.purpose = purpose
    record.whenMissing = rule
    record.campaign = campaign
    record.owner = owner
  }
}
