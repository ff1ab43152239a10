public import CRMContacts
public import CRMCore

/// Something that is done to win customers, from its plan to its end, with a budget and what is expected of it.
///
/// An inactive one is read-only until it is active again. While it is suspended its mailings rest; when it is canceled or made inactive they are called
/// off, as far as they have not left.
public struct Campaign: GuardedRecord, ConsequentRecord {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "campaign"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The name.
  public var name = ""
  /// A short name by which it is told from others, unique: `SPRING-1404`.
  public var code: String?
  /// What kind of campaign it is.
  public var kind: Kind?
  /// What it is to achieve and how, in words.
  public var objective: String?
  /// The campaign that it is a part of.
  public var parent: Campaign.ID?
  /// Whose it is.
  public var owner: User.ID?
  /// Whether it counts.
  public var state = ActiveState.active
  /// Where it stands, while it is active.
  public var statusReason: StatusReason? = .proposed
  /// The day on which it is to begin.
  public var plannedStart: CalendarDate?
  /// The day on which it is to end.
  public var plannedEnd: CalendarDate?
  /// The day on which it began.
  public var actualStart: CalendarDate?
  /// The day on which it ended.
  public var actualEnd: CalendarDate?
  /// What it may cost.
  public var budget: Money?
  /// What it is expected to bring.
  public var expectedRevenue: Money?
  /// How many of those who are targeted are expected to respond, in percent.
  public var expectedResponse: ExactDecimal?
  /// What is said in it, to be used by whoever responds: `SPRING15`.
  public var promotionCode: String?
  /// The identifier under which another system knows it, unique.
  public var externalID: String?
  /// The values of custom fields.
  public var custom = CustomValues()

  /// What kind of campaign it is.
  ///
  /// An application adds its own.
  public struct Kind: OpenEnumeration {
    /// The name.
    public let rawValue: String

    /// Accepts any name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// What is published.
    public static let advertisement = Kind(rawValue: "advertisement")
    /// What is sent to people.
    public static let directMarketing = Kind(rawValue: "directMarketing")
    /// A fair, a seminar, a visit.
    public static let event = Kind(rawValue: "event")
    /// With another brand.
    public static let coBranding = Kind(rawValue: "coBranding")
    /// Anything else.
    public static let other = Kind(rawValue: "other")

    /// The names that are offered to people, in order.
    public static let known = [advertisement, directMarketing, event, coBranding, other]
  }

  /// Where an active campaign stands.
  ///
  /// An application adds its own.
  public struct StatusReason: OpenEnumeration {
    /// The name.
    public let rawValue: String

    /// Accepts any name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// It is thought about.
    public static let proposed = StatusReason(rawValue: "proposed")
    /// It can begin.
    public static let readyToLaunch = StatusReason(rawValue: "readyToLaunch")
    /// It is under way.
    public static let launched = StatusReason(rawValue: "launched")
    /// It has ended.
    public static let completed = StatusReason(rawValue: "completed")
    /// It rests.
    public static let suspended = StatusReason(rawValue: "suspended")
    /// It was called off.
    public static let canceled = StatusReason(rawValue: "canceled")

    /// The names that are offered to people, in order.
    public static let known = [proposed, readyToLaunch, launched, completed, suspended, canceled]

    /// The state that it belongs to; nil where the application decides.
    var state: ActiveState? { Self.known.contains(self) ? .active : nil }
  }

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<Campaign>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<Campaign> { f in
    f("name", \.name, .required, .indexed, .searchable, .collated(.persian))
    f("code", \.code, .unique)
    f("kind", \.kind, .indexed)
    f("objective", \.objective)
    f("parent", \.parent, .acyclic, onDelete: .nullify)
    f("owner", \.owner, onDelete: .restrict)
    f("state", \.state)
    f("statusReason", \.statusReason, .indexed)
    f("plannedStart", \.plannedStart, .indexed)
    f("plannedEnd", \.plannedEnd)
    f("actualStart", \.actualStart, .indexed)
    f("actualEnd", \.actualEnd)
    f("budget", \.budget)
    f("expectedRevenue", \.expectedRevenue)
    f("expectedResponse", \.expectedResponse)
    f("promotionCode", \.promotionCode, .indexed)
    f("externalID", \.externalID, .unique)
    f.custom(\.custom)
  }
}
