public import CRMContacts
public import CRMCore

/// Somebody who may become a customer: a person, a company, or both, of whom it is not yet known whether they will.
///
/// An open lead goes through the process of its qualification, see ``LeadQualification``. It ends as an account, a contact and an
/// opportunity, or disqualified; then it is read-only until it is reopened.
public struct Lead: GuardedRecord, ConsequentRecord {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "lead"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The person's given name.
  public var givenName = ""
  /// The person's family name.
  public var familyName = ""
  /// What the person does at the company.
  public var jobTitle: String?
  /// The company's name.
  public var companyName: String?
  /// What the company does.
  public var industry: Industry?
  /// The web site.
  public var website: String?
  /// The e-mail address that is used first.
  public var email: String?
  /// The telephone number that is used first.
  public var phone: String?
  /// Further e-mail addresses.
  public var otherEmails: [ContactPoint] = []
  /// Further telephone numbers.
  public var otherPhones: [ContactPoint] = []
  /// The postal address.
  public var address = Address()
  /// Whether they want to be left alone.
  public var doNotContact = false
  /// What they have agreed to and refused, the oldest first.
  public var consents: [LeadConsent] = []
  /// How they came to us.
  public var source: LeadSource?
  /// The campaign that brought them: a record of the entity `campaign`, which CRMMarketing keeps.
  public var campaign: Identifier?
  /// The case of service that it came of: a record of the entity `case`, which CRMService keeps.
  public var originatingCase: Identifier?
  /// What they are interested in, in words.
  public var interest: String?
  /// The product that they are interested in.
  public var product: Product.ID?
  /// What they can spend.
  public var budget: Money?
  /// How promising they are, as people see it.
  public var quality: Quality?
  /// How promising they are, as it was computed.
  public var score: Int?
  /// What else there is to say.
  public var notes: String?
  /// Who looks after it.
  public var owner: User.ID?
  /// Whether it is open, and how it ended.
  public var state = State.open
  /// What its state means in detail; belongs to the state.
  public var statusReason: StatusReason? = .new
  /// The name of the stage of its qualification, or of the one that it ended in.
  public var stage: String?
  /// When it was qualified or disqualified.
  public var closedAt: Instant?
  /// Why it was disqualified, in words.
  public var closeReason: String?
  /// The account that it became or was joined with.
  public var account: Account.ID?
  /// The contact that it became or was joined with.
  public var contact: Contact.ID?
  /// The opportunity that came of it.
  public var opportunity: Opportunity.ID?
  /// The identifier under which another system knows it, unique.
  public var externalID: String?
  /// The values of custom fields.
  public var custom = CustomValues()

  /// Whether a lead is open, and how it ended.
  public enum State: String, ClosedEnumeration {
    case open
    case qualified
    case disqualified
  }

  /// How promising a lead is.
  public enum Quality: String, ClosedEnumeration {
    case cold
    case warm
    case hot
  }

  /// What a state means in detail.
  ///
  /// An application adds its own.
  public struct StatusReason: OpenEnumeration {
    /// The name.
    public let rawValue: String

    /// Accepts any name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Open: nobody has spoken with them yet.
    public static let new = StatusReason(rawValue: "new")
    /// Open: they were spoken to.
    public static let contacted = StatusReason(rawValue: "contacted")
    /// Disqualified: they bought elsewhere.
    public static let lost = StatusReason(rawValue: "lost")
    /// Disqualified: nobody could be reached.
    public static let cannotContact = StatusReason(rawValue: "cannotContact")
    /// Disqualified: they do not want it any more.
    public static let noLongerInterested = StatusReason(rawValue: "noLongerInterested")
    /// Disqualified: it was not meant, such as a test or what was entered twice.
    public static let canceled = StatusReason(rawValue: "canceled")

    /// The names that are offered to people, in order.
    public static let known = [new, contacted, lost, cannotContact, noLongerInterested, canceled]

    /// The state that it belongs to; nil where the application decides.
    var state: State? {
      switch self {
      case .new, .contacted: .open
      case .lost, .cannotContact, .noLongerInterested, .canceled: .disqualified
      default: nil
      }
    }
  }

  /// The person's name.
  public var personName: String { [givenName, familyName].filter { !$0.isEmpty }.joined(separator: " ") }

  /// The name of the person, or of the company where no person is known.
  public var name: String { personName.isEmpty ? companyName ?? "" : personName }

  /// All e-mail addresses, the one that is used first before the others.
  public var emails: [ContactPoint] { Lead.points(email) + otherEmails }

  /// All telephone numbers, the one that is used first before the others.
  public var phones: [ContactPoint] { Lead.points(phone) + otherPhones }

  /// What e-mail addresses are found by, each once.
  public var emailKeys: [String] { Set(emails.map { EmailAddress($0.value).key }.filter { !$0.isEmpty }).sorted() }

  /// What telephone numbers are found by, each once.
  public var phoneKeys: [String] { Set(phones.compactMap { PhoneNumber($0.value).key }).sorted() }

  private static func points(_ value: String?) -> [ContactPoint] {
    value.map { $0.isEmpty ? [] : [ContactPoint($0)] } ?? []
  }

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<Lead>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<Lead> { f in
    f("givenName", \.givenName, .personal)
    f("familyName", \.familyName, .indexed, .collated(.persian), .personal)
    f("jobTitle", \.jobTitle)
    f("companyName", \.companyName, .searchable)
    f("industry", \.industry)
    f("website", \.website)
    f("email", \.email, .personal)
    f("phone", \.phone, .personal)
    f("otherEmails", \.otherEmails, .personal)
    f("otherPhones", \.otherPhones, .personal)
    f.group("address", \.address)
    f("doNotContact", \.doNotContact)
    f("consents", \.consents)
    f("source", \.source, .indexed)
    f("campaign", \.campaign, to: "campaign", onDelete: .nullify)
    f("originatingCase", \.originatingCase, to: "case", onDelete: .nullify)
    f("interest", \.interest)
    f("product", \.product, onDelete: .nullify)
    f("budget", \.budget)
    f("quality", \.quality)
    f("score", \.score)
    f("notes", \.notes)
    f("owner", \.owner, onDelete: .restrict)
    f("state", \.state, .indexed)
    f("statusReason", \.statusReason)
    f("stage", \.stage, .indexed)
    f("closedAt", \.closedAt)
    f("closeReason", \.closeReason)
    f("account", \.account, onDelete: .nullify)
    f("contact", \.contact, onDelete: .nullify)
    f("opportunity", \.opportunity, onDelete: .nullify)
    f("externalID", \.externalID, .unique)
    f.derived("name", \.name, .searchable, .personal)
    f.derived("emails.key", \.emailKeys, .indexed, .personal)
    f.derived("phones.key", \.phoneKeys, .indexed, .personal)
    f.custom(\.custom)
  }
}
