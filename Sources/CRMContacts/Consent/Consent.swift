public import CRMCore

/// That an account or contact has agreed to be written to or called, or no longer does.
///
/// Consents are never changed: what is new is another one. For a channel and a purpose the newest counts, and the older ones are the proof
/// of what was right at their time.
public struct Consent: GuardedRecord, ConsequentRecord {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "consent"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// Who has said it.
  public var customer = CustomerReference()
  /// The way that it is about; nil for every way.
  public var channel: ContactChannel?
  /// The purpose that it is about; nil for every purpose.
  public var purpose: ContactPurpose?
  /// What was said.
  public var state = State.granted
  /// When it was said, which is not later than when it was recorded.
  public var givenAt: Instant?
  /// How it came to us.
  public var source: Source?
  /// What proves it: the text that was agreed to, the address of the form, the name of a scan.
  public var evidence: String?

  /// What was said.
  public enum State: String, ClosedEnumeration {
    /// Yes.
    case granted
    /// No, or no longer.
    case withdrawn
    /// Nothing that counts: as if never asked.
    case unknown
  }

  /// How a consent came to us.
  ///
  /// An application adds its own.
  public struct Source: OpenEnumeration {
    /// The name.
    public let rawValue: String

    /// Accepts any name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Through a form on the web.
    public static let webForm = Source(rawValue: "webForm")
    /// By the link in a mail.
    public static let unsubscribeLink = Source(rawValue: "unsubscribeLink")
    /// In a mail.
    public static let email = Source(rawValue: "email")
    /// On the telephone.
    public static let call = Source(rawValue: "call")
    /// On paper.
    public static let paper = Source(rawValue: "paper")
    /// From another system.
    public static let imported = Source(rawValue: "imported")

    /// The names that are offered to people, in order.
    public static let known = [webForm, unsubscribeLink, email, call, paper, imported]
  }

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<Consent>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<Consent> { f in
    f.group("customer", \.customer)
    f("channel", \.channel)
    f("purpose", \.purpose)
    f("state", \.state)
    f("givenAt", \.givenAt, .required, .indexed)
    f("source", \.source)
    f("evidence", \.evidence, .personal)
  }

  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] {
    var problems = customer.problems("customer")
    // Before the store has stamped it, nothing is known of now.
    if let givenAt, stamp.revision > 0, givenAt > stamp.createdAt {
      problems.append(FieldProblem("givenAt", "lies in the future; record what was said when it was"))
    }
    return problems
  }

  /// What is wrong with the record as the next version of another: that it is one.
  public func problems(replacing old: Consent) -> [FieldProblem] {
    hasSameContent(as: old) ? [] : [FieldProblem("state", "was said and stays; record a new consent instead")]
  }

  /// Takes messages back that are no longer wanted.
  public static func follow(
    _ before: Consent?, _ after: Consent?, in transaction: borrowing StoreTransaction
  ) async throws {
    guard let after, before == nil else { return }
    try await transaction.withdrawUnpermitted(to: after.customer)
  }

  /// Whether it says anything about a channel and a purpose.
  func concerns(_ channel: ContactChannel, _ purpose: ContactPurpose) -> Bool {
    (self.channel ?? channel) == channel && (self.purpose ?? purpose) == purpose
  }
}
