public import CRMContacts
public import CRMCore

/// What a lead became, and what was changed on the way, so that it can be undone.
public struct LeadConversion: Record {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "leadConversion"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The lead.
  public var lead: Lead.ID?
  /// The account that it became or was joined with; nil for none.
  public var account: Account.ID?
  /// The contact that it became or was joined with; nil for none.
  public var contact: Contact.ID?
  /// The opportunity that came of it; nil for none.
  public var opportunity: Opportunity.ID?
  /// Whether the account was created.
  public var createsAccount = false
  /// Whether the contact was created.
  public var createsContact = false
  /// The lead as it stood before, in what the conversion changed.
  public var statusReason: Lead.StatusReason?
  /// What was changed on records that were there before.
  public var changes: [ConvertedField] = []
  /// The consents that were moved, by their records.
  public var consents: [Consent.ID] = []
  /// The interactions whose addresses became the contact's or account's.
  public var interactions: [Interaction.ID] = []
  /// When it was undone; nil while it holds.
  public var undoneAt: Instant?

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<LeadConversion>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<LeadConversion> { f in
    f("lead", \.lead, .required, onDelete: .cascade)
    f("account", \.account, onDelete: .nullify)
    f("contact", \.contact, onDelete: .nullify)
    f("opportunity", \.opportunity, onDelete: .nullify)
    f("createsAccount", \.createsAccount)
    f("createsContact", \.createsContact)
    f("statusReason", \.statusReason)
    f("changes", \.changes, .personal)
    f("consents", \.consents, onDelete: .nullify)
    f("interactions", \.interactions, onDelete: .nullify)
    f("undoneAt", \.undoneAt)
    f.withoutHistory()
  }

  /// The records that were created.
  var created: Set<RecordKey> {
    let keys = [createsAccount ? account?.key : nil, createsContact ? contact?.key : nil, opportunity?.key]
    return Set(keys.compactMap { $0 })
  }
}

/// A field that a conversion changed on a record that was there before.
public struct ConvertedField: FieldGroup {
  /// The entity of the record.
  public var entity = ""
  /// The field's name.
  public var field = ""
  /// What it held before, as text; nil for nothing.
  public var before: String?
  /// What it holds since, as text; nil for nothing.
  public var after: String?

  /// Creates a value that holds the defaults of its fields.
  public init() {}

  /// The declaration of the fields.
  public static let fields = GroupSchema<ConvertedField> { f in
    f("entity", \.entity)
    f("field", \.field)
    f("before", \.before, .personal)
    f("after", \.after, .personal)
  }
}
