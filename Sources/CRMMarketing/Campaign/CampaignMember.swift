public import CRMContacts
public import CRMCore

/// That a campaign is for somebody: one of those who are targeted.
public struct CampaignMember: MemberRecord, ConsequentRecord {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "campaignMember"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The campaign.
  public var campaign: Campaign.ID?
  /// The account.
  public var account: Account.ID?
  /// The contact.
  public var contact: Contact.ID?
  /// The lead.
  public var lead: Identifier?
  /// The list from which they came.
  public var list: MarketingList.ID?

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<CampaignMember>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<CampaignMember> { f in
    f("campaign", \.campaign, .required, onDelete: .cascade)
    f("account", \.account, onDelete: .cascade)
    f("contact", \.contact, onDelete: .cascade)
    f("lead", \.lead, to: "lead", onDelete: .cascade)
    f("list", \.list, onDelete: .nullify)
    f.unique("campaign", "account")
    f.unique("campaign", "contact")
    f.unique("campaign", "lead")
    f.withoutHistory()
  }

  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] { memberProblems() }

  /// Takes nobody into a campaign that is inactive.
  public static func follow(
    _ before: CampaignMember?, _ after: CampaignMember?, in transaction: borrowing StoreTransaction
  ) async throws {
    if before == nil { try await transaction.requireActive(after?.campaign) }
  }
}
