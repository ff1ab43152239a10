public import CRMContacts
public import CRMCore

/// An offer with prices that hold for a time.
///
/// It is drafted, and active once the customer has it; from then on nothing changes its prices, and what is to be different is a revision. Its
/// totals follow its lines by whatever way these are written: see ``QuoteAmounts``.
public struct Quote: GuardedRecord, ConsequentRecord {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "quote"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// What it is about.
  public var name = ""
  /// The number that the customer reads, unique.
  public var number: String?
  /// Which version of the offer it is, from 1 on.
  public var revisionNumber = 1
  /// The version before it.
  public var revisedFrom: Quote.ID?
  /// The sale that it belongs to.
  public var opportunity: Opportunity.ID?
  /// The organization that it is for.
  public var account: Account.ID?
  /// The person that it is for.
  public var contact: Contact.ID?
  /// Whose it is.
  public var owner: User.ID?
  /// Where it stands.
  public var state = State.draft
  /// What its state means in detail; belongs to the state.
  public var statusReason: StatusReason?
  /// The code of its currency, such as `USD`; see ``moneyCurrency``.
  public var currency = ""
  /// The prices that it goes by; nil for list prices.
  public var priceList: PriceList.ID?
  /// The first day on which it holds.
  public var effectiveFrom: CalendarDate?
  /// The last day on which it holds.
  public var effectiveTo: CalendarDate?
  /// What is taken off the sum of the lines, in percent.
  public var discountPercent: ExactDecimal?
  /// What is taken off the sum of the lines.
  public var discountAmount: Money?
  /// What the delivery costs.
  public var freightAmount: Money?
  /// The rate in percent at which the delivery is taxed.
  public var freightTaxRate: ExactDecimal?
  /// Whether prices have the tax in them.
  public var isTaxIncluded = false
  /// The sum of the lines after their own discounts.
  public var totalLineAmount: Money?
  /// What is taken off that sum.
  public var totalDiscount: Money?
  /// The tax on lines and delivery.
  public var totalTax: Money?
  /// What is to be paid.
  public var totalAmount: Money?
  /// What is to be paid without the tax: what the sale brings.
  public var netAmount: Money?
  /// The identifier under which another system knows it, unique.
  public var externalID: String?
  /// The values of custom fields.
  public var custom = CustomValues()

  /// Where a quote stands.
  public enum State: String, ClosedEnumeration {
    /// It is being written.
    case draft
    /// The customer has it.
    case active
    /// The customer has taken it.
    case won
    /// It does not count any more.
    case closed
  }

  /// What a state means in detail.
  ///
  /// An application adds its own.
  public struct StatusReason: OpenEnumeration {
    /// The name.
    public let rawValue: String

    /// Accepts any name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Active: it is being talked about.
    public static let inProgress = StatusReason(rawValue: "inProgress")
    /// Active: it waits for the customer.
    public static let open = StatusReason(rawValue: "open")
    /// Closed: the customer has refused it.
    public static let lost = StatusReason(rawValue: "lost")
    /// Closed: it was taken back.
    public static let canceled = StatusReason(rawValue: "canceled")
    /// Closed: another version took its place.
    public static let revised = StatusReason(rawValue: "revised")
    /// Closed: its time is over.
    public static let expired = StatusReason(rawValue: "expired")

    /// The names that are offered to people, in order.
    public static let known = [inProgress, open, lost, canceled, revised, expired]

    /// The state that it belongs to; nil where the application decides.
    var state: State? {
      switch self {
      case .inProgress, .open: .active
      case .lost, .canceled, .revised, .expired: .closed
      default: nil
      }
    }
  }

  /// The currency; nil when the code is none.
  public var moneyCurrency: Currency? { Currency(code: currency) }

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<Quote>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<Quote> { f in
    f("name", \.name, .searchable)
    f("number", \.number, .unique)
    f("revisionNumber", \.revisionNumber)
    f("revisedFrom", \.revisedFrom, onDelete: .nullify)
    f("opportunity", \.opportunity, onDelete: .cascade)
    f("account", \.account, onDelete: .restrict)
    f("contact", \.contact, onDelete: .nullify)
    f("owner", \.owner, onDelete: .restrict)
    f("state", \.state, .indexed)
    f("statusReason", \.statusReason)
    f("currency", \.currency, .required)
    f("priceList", \.priceList, onDelete: .restrict)
    f("effectiveFrom", \.effectiveFrom)
    f("effectiveTo", \.effectiveTo)
    f("discountPercent", \.discountPercent)
    f("discountAmount", \.discountAmount)
    f("freightAmount", \.freightAmount)
    f("freightTaxRate", \.freightTaxRate)
    f("isTaxIncluded", \.isTaxIncluded)
    f("totalLineAmount", \.totalLineAmount)
    f("totalDiscount", \.totalDiscount)
    f("totalTax", \.totalTax)
    f("totalAmount", \.totalAmount)
    f("netAmount", \.netAmount)
    f("externalID", \.externalID, .unique)
    f.custom(\.custom)
  }
}
