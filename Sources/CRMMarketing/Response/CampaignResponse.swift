public import CRMContacts
public import CRMCore

/// That somebody has responded to a campaign, whether or not it is still active.
///
/// Who asks not to be written to any more (``Kind/doNotSend``) has their consent withdrawn, by whatever way the response is written. One that is closed or
/// canceled is read-only until it is reopened.
public struct CampaignResponse: MemberRecord, GuardedRecord, ConsequentRecord {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "campaignResponse"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The campaign.
  public var campaign: Campaign.ID?
  /// The mailing that they have responded to.
  public var mailing: Mailing.ID?
  /// The activity that they have responded to.
  public var activity: CampaignActivity.ID?
  /// The account.
  public var account: Account.ID?
  /// The contact.
  public var contact: Contact.ID?
  /// The lead.
  public var lead: Identifier?
  /// The name, address or number of somebody who is not known.
  public var sender: String?
  /// What they have responded.
  public var kind = Kind.interested
  /// The way that it came.
  public var channel: ContactChannel?
  /// The day on which it came.
  public var receivedOn: CalendarDate?
  /// The code that they have named.
  public var promotionCode: String?
  /// What they have said, in words.
  public var notes: String?
  /// Whose it is.
  public var owner: User.ID?
  /// Whether something is still to be done about it.
  public var state = State.open
  /// When it was closed or canceled.
  public var closedAt: Instant?
  /// The lead that it led to.
  public var resultingLead: Identifier?
  /// The opportunity that it led to.
  public var resultingOpportunity: Identifier?
  /// The identifier under which another system knows it, unique.
  public var externalID: String?
  /// The values of custom fields.
  public var custom = CustomValues()

  /// What somebody has responded.
  ///
  /// An application adds its own.
  public struct Kind: OpenEnumeration {
    /// The name.
    public let rawValue: String

    /// Accepts any name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// They want to know more.
    public static let interested = Kind(rawValue: "interested")
    /// They don't want what was offered.
    public static let notInterested = Kind(rawValue: "notInterested")
    /// They don't want to be written to any more.
    public static let doNotSend = Kind(rawValue: "doNotSend")
    /// It did not reach them.
    public static let error = Kind(rawValue: "error")

    /// The names that are offered to people, in order.
    public static let known = [interested, notInterested, doNotSend, error]
  }

  /// Whether something is still to be done about a response.
  public enum State: String, ClosedEnumeration {
    case open
    case closed
    case canceled
  }

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<CampaignResponse>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<CampaignResponse> { f in
    f("campaign", \.campaign, .required, onDelete: .restrict)
    f("mailing", \.mailing, onDelete: .nullify)
    f("activity", \.activity, onDelete: .nullify)
    f("account", \.account, onDelete: .nullify)
    f("contact", \.contact, onDelete: .nullify)
    f("lead", \.lead, to: "lead", onDelete: .nullify)
    f("sender", \.sender, .personal)
    f("kind", \.kind, .required, .indexed)
    f("channel", \.channel)
    f("receivedOn", \.receivedOn, .required, .indexed)
    f("promotionCode", \.promotionCode, .indexed)
    f("notes", \.notes)
    f("owner", \.owner, onDelete: .restrict)
    f("state", \.state)
    f("closedAt", \.closedAt)
    f("resultingLead", \.resultingLead, to: "lead", onDelete: .nullify)
    f("resultingOpportunity", \.resultingOpportunity, to: "opportunity", onDelete: .nullify)
    f("externalID", \.externalID, .unique)
    f.custom(\.custom)
  }

  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] {
    let known = [account != nil, contact != nil, lead != nil].count(where: \.self)
    return known > 1 ? memberProblems() : []
  }

  /// What is wrong with the record as the next version of another: a closed one takes another owner, and is reopened, no more.
  public func problems(replacing old: CampaignResponse) -> [FieldProblem] {
    guard old.state != .open else { return [] }
    var allowed = old
    allowed.owner = owner
    if state == .open { (allowed.state, allowed.closedAt) = (.open, nil) }
    return hasSameContent(as: allowed)
      ? [] : [FieldProblem("state", "is \(old.state.rawValue); reopen the response before you change it")]
  }

  /// Withdraws the consent of who does not want to be written to any more.
  public static func follow(
    _ before: CampaignResponse?, _ after: CampaignResponse?, in transaction: borrowing StoreTransaction
  ) async throws {
    guard let after, after.kind == .doNotSend, let member = after.member, after.refusal != before?.refusal else {
      return
    }
    var purpose = ContactPurpose.marketing
    if let mailing = after.mailing { purpose = try await transaction.get(mailing).purpose }
    try await transaction.environment.marketing.audience(of: member.entity).withdrawConsent(
      of: member, by: after.channel, for: purpose, in: transaction)
  }

  /// Who has refused what; nil for nobody.
  private var refusal: Refusal? {
    kind == .doNotSend ? member.map { Refusal(member: $0, channel: channel, mailing: mailing) } : nil
  }

  private struct Refusal: Equatable {
    let member: RecordKey
    let channel: ContactChannel?
    let mailing: Mailing.ID?
  }
}
