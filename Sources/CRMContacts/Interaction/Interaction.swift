public import CRMCore

/// A call, a meeting, a mail, a visit of the web site: that one was in touch.
public struct Interaction: RegardingRecord {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "interaction"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// The way in which one was in touch.
  public var channel = ContactChannel.note
  /// Who was in touch with whom; nil where it has no direction, as in a meeting.
  public var direction: Direction?
  /// What it was about, in a line.
  public var title = ""
  /// What was said or written.
  public var body: String?
  /// When it began.
  public var startedAt: Instant?
  /// How long it took.
  public var duration: Duration?
  /// What came of it.
  public var outcome: Outcome?
  /// Whose doing it was.
  public var owner: User.ID?
  /// The entity of the record that it is about.
  public var subject: String?
  /// The identifier of the record that it is about.
  public var record: String?
  /// Who took part.
  public var parties: [InteractionParty] = []
  /// The identifier under which another system knows it, such as a mail's, unique.
  public var externalID: String?
  /// The values of custom fields.
  public var custom = CustomValues()

  /// Who was in touch with whom.
  public enum Direction: String, ClosedEnumeration {
    /// They with us.
    case incoming
    /// We with them.
    case outgoing
  }

  /// What came of an interaction.
  ///
  /// An application adds its own.
  public struct Outcome: OpenEnumeration {
    /// The name.
    public let rawValue: String

    /// Accepts any name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// They were spoken to.
    public static let reached = Outcome(rawValue: "reached")
    /// Nobody answered.
    public static let noAnswer = Outcome(rawValue: "noAnswer")
    /// The line was busy.
    public static let busy = Outcome(rawValue: "busy")
    /// They will hear or read it later.
    public static let leftMessage = Outcome(rawValue: "leftMessage")
    /// It was somebody else's number or address.
    public static let wrongAddress = Outcome(rawValue: "wrongAddress")
    /// They did not come.
    public static let noShow = Outcome(rawValue: "noShow")

    /// The names that are offered to people, in order.
    public static let known = [reached, noAnswer, busy, leftMessage, wrongAddress, noShow]
  }

  /// The identifiers of all records that it has to do with: those who took part, and what it is about.
  public var related: [String] {
    Set(parties.compactMap { $0.party?.key?.id.description } + [record].compactMap { $0 }).sorted()
  }

  /// What the addresses are found by of which it is not known whose they are.
  public var unresolved: [String] { Set(parties.compactMap(\.unresolvedKey)).sorted() }

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<Interaction>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<Interaction> { f in
    f("channel", \.channel, .required, .column)
    f("direction", \.direction)
    f("title", \.title, .searchable, .personal)
    f("body", \.body, .personal)
    f("startedAt", \.startedAt, .required, .indexed)
    f("duration", \.duration)
    f("outcome", \.outcome)
    f("owner", \.owner, .column, onDelete: .restrict)
    f("subject", \.subject)
    f("record", \.record)
    f("parties", \.parties, .personal)
    f("externalID", \.externalID, .unique)
    f.derived("related.key", \.related, .indexed)
    f.derived("unresolved.key", \.unresolved, .indexed, .personal)
    f.custom(\.custom)
  }

  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] {
    var problems: [FieldProblem] = []
    if let duration, duration < .zero { problems.append(FieldProblem("duration", "is less than nothing")) }
    for (place, party) in parties.enumerated() where party.party == nil {
      problems.append(FieldProblem("parties", "number \(place + 1) is nobody; name a record or an address"))
    }
    for (place, party) in parties.enumerated()
    where [party.account?.key, party.contact?.key, party.user?.key].compactMap({ $0 }).count > 1 {
      problems.append(FieldProblem("parties", "number \(place + 1) is several records; name each for itself"))
    }
    return problems
  }
}
