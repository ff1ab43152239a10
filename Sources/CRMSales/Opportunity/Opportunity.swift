public import CRMContacts
public import CRMCore

/// A sale that may come about.
///
/// An open one goes through its pipeline: to write another ``stage`` moves it on, where the pipeline's process allows it. Once it is won or lost it is
/// read-only, until it is reopened.
public struct Opportunity: GuardedRecord, ConsequentRecord {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "opportunity"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// What it is about; a reader tells it from the account's others by this.
  public var name = ""
  /// Who works on it.
  public var owner: User.ID?
  /// The organization that may buy.
  public var account: Account.ID?
  /// The person who may buy, or decides.
  public var contact: Contact.ID?
  /// What may be bought.
  public var product: Product.ID?
  /// The way that it goes.
  public var pipeline: Pipeline.ID?
  /// How far it has come; the last stage that it reached, when it is closed.
  public var stage: Stage.ID?
  /// Whether it is still open, and how it ended.
  public var state = State.open
  /// What its state means in detail; belongs to the state.
  public var statusReason: StatusReason?
  /// What the sale may bring.
  public var estimatedValue: Money?
  /// The quote that the estimated value follows; nil where it is set by hand.
  public var quote: Quote.ID?
  /// What the sale has brought: nothing when it was lost.
  public var actualValue: Money?
  /// The estimated chance of winning in percent.
  ///
  /// A closed one has none: it is 100 or 0, see ``closeProbability``.
  public var probability: Int?
  /// How sure forecasts are of it; nil for as sure as of its stage.
  public var forecastCategory: ForecastCategory?
  /// The day on which it came up, as people tell it; the stamp says when it was entered.
  public var createdOn: CalendarDate?
  /// The day on which the customer was first spoken to about it.
  public var engagedOn: CalendarDate?
  /// The day on which it is expected to close.
  public var estimatedCloseDate: CalendarDate?
  /// The day on which it was won or lost.
  public var actualCloseDate: CalendarDate?
  /// Why it was won or lost, in words.
  public var closeReason: String?
  /// To whom it was lost, or against whom it was won.
  public var competitor: Competitor.ID?
  /// The lead that it came of.
  public var originatingLead: Lead.ID?
  /// The campaign that brought it: a record of the entity `campaign`, which CRMMarketing keeps.
  public var campaign: Identifier?
  /// The identifier under which another system knows it, unique.
  public var externalID: String?
  /// The values of custom fields.
  public var custom = CustomValues()

  /// Whether an opportunity is still open, and how it ended.
  public enum State: String, ClosedEnumeration {
    case open
    case won
    case lost

    /// How it ended; nil while it is open.
    var outcome: Outcome? {
      switch self {
      case .open: nil
      case .won: .won
      case .lost: .lost
      }
    }
  }

  /// How an opportunity ended.
  public enum Outcome: String, ClosedEnumeration {
    case won
    case lost

    /// The state that it leaves the opportunity in.
    var state: State { self == .won ? .won : .lost }
  }

  /// What a state means in detail.
  ///
  /// An application adds its own.
  public struct StatusReason: OpenEnumeration {
    /// The name.
    public let rawValue: String

    /// Accepts any name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Open: somebody works on it.
    public static let inProgress = StatusReason(rawValue: "inProgress")
    /// Open: nothing happens for now.
    public static let onHold = StatusReason(rawValue: "onHold")
    /// Lost: the customer no longer wants it.
    public static let canceled = StatusReason(rawValue: "canceled")
    /// Lost: the customer bought elsewhere.
    public static let outSold = StatusReason(rawValue: "outSold")

    /// The names that are offered to people, in order.
    public static let known = [inProgress, onHold, canceled, outSold]

    /// The state that it belongs to; nil where the application decides.
    var state: State? {
      switch self {
      case .inProgress, .onHold: .open
      case .canceled, .outSold: .lost
      default: nil
      }
    }
  }

  /// The chance of winning in percent: certain when it is closed, otherwise as estimated.
  ///
  /// Its average over closed opportunities is the win rate.
  public var closeProbability: Int? {
    switch state {
    case .open: probability
    case .won: 100
    case .lost: 0
    }
  }

  /// The days between the first talk and the close; nil while one of them is missing.
  public var daysToClose: Int? {
    guard let engagedOn, let actualCloseDate else { return nil }
    return engagedOn.days(to: actualCloseDate)
  }

  /// The days between its coming up and the close; nil while one of them is missing.
  public var daysOpen: Int? {
    guard let createdOn, let actualCloseDate else { return nil }
    return createdOn.days(to: actualCloseDate)
  }

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<Opportunity>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<Opportunity> { f in
    f("name", \.name, .searchable)
    f("owner", \.owner, .column, onDelete: .restrict)
    f("account", \.account, .column, onDelete: .restrict)
    f("contact", \.contact, onDelete: .nullify)
    f("product", \.product, .column, onDelete: .restrict)
    f("pipeline", \.pipeline, onDelete: .restrict)
    f("stage", \.stage, .column, onDelete: .restrict)
    f("state", \.state, .indexed, .column)
    f("statusReason", \.statusReason)
    f("estimatedValue", \.estimatedValue)
    f("quote", \.quote, onDelete: .nullify)
    f("actualValue", \.actualValue, .column)
    f("probability", \.probability)
    f("forecastCategory", \.forecastCategory)
    f("createdOn", \.createdOn)
    f("engagedOn", \.engagedOn)
    f("estimatedCloseDate", \.estimatedCloseDate)
    f("actualCloseDate", \.actualCloseDate, .indexed)
    f("closeReason", \.closeReason)
    f("competitor", \.competitor, onDelete: .nullify)
    f("originatingLead", \.originatingLead, onDelete: .nullify)
    f("campaign", \.campaign, to: "campaign", onDelete: .nullify)
    f("externalID", \.externalID, .unique)
    f.derived("closeProbability", \.closeProbability)
    f.derived("daysToClose", \.daysToClose)
    f.derived("daysOpen", \.daysOpen)
    f.custom(\.custom)
  }
}
