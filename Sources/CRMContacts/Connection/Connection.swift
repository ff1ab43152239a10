public import CRMCore

/// That one party is something to another: an account's distributor, a contact's spouse.
///
/// It says in both directions what they are to each other, is read from either side as one (``ContactsService/connections(of:on:)``), and exists once
/// for two parties and their roles.
public struct Connection: Record {
  /// The name of this kind of record in stores, filters and files.
  public static let entity = "connection"

  /// The identifier.
  public var id: ID
  /// The revision, and who wrote the record when.
  public var stamp = Stamp()
  /// One of the two.
  public var from = CustomerReference()
  /// The other.
  public var to = CustomerReference()
  /// What the other is to the one.
  public var role = ConnectionRole.partner
  /// What the one is to the other.
  public var reciprocalRole = ConnectionRole.partner
  /// The first day on which it holds; nil when it always has.
  public var validFrom: CalendarDate?
  /// The last day on which it holds; nil when no end is known.
  public var validUntil: CalendarDate?
  /// What else there is to say.
  public var note: String?
  /// Who looks after it.
  public var owner: User.ID?

  /// The two and their roles, the same from either side, so that there is one of each.
  public var pair: String? {
    guard let from = from.key, let to = to.key else { return nil }
    let ends = [(from.id, reciprocalRole), (to.id, role)].sorted { ($0.0, $0.1.rawValue) < ($1.0, $1.1.rawValue) }
    return ends.map { "\($0.0) \($0.1.rawValue)" }.joined(separator: " ")
  }

  /// Creates a record that holds nothing but its identifier and the defaults of its fields.
  public init(id: RecordID<Connection>) { self.id = id }

  /// The declaration of the fields.
  public static let schema = Schema<Connection> { f in
    f.group("from", \.from)
    f.group("to", \.to)
    f("role", \.role, .required, .indexed)
    f("reciprocalRole", \.reciprocalRole, .required)
    f("validFrom", \.validFrom)
    f("validUntil", \.validUntil)
    f("note", \.note)
    f("owner", \.owner, onDelete: .restrict)
    f.derived("pair.key", \.pair, .unique)
  }

  /// What is wrong with the record beyond what the declaration of its fields says.
  public func problems() -> [FieldProblem] {
    var problems = from.problems("from") + to.problems("to")
    if let key = from.key, key == to.key { problems.append(FieldProblem("to", "is the same record as from")) }
    if let validFrom, let validUntil, validUntil < validFrom {
      problems.append(FieldProblem("validUntil", "\(validUntil) lies before validFrom, \(validFrom)"))
    }
    return problems
  }

  /// Whether it holds on a day.
  public func holds(on day: CalendarDate) -> Bool {
    (validFrom.map { $0 <= day } ?? true) && (validUntil.map { day <= $0 } ?? true)
  }
}

/// A connection as one of its two sides sees it.
public struct PartyConnection: Hashable, Sendable {
  /// The connection.
  public let connection: Connection
  /// The one on the other side.
  public let other: Party
  /// What the other is to this side.
  public let role: ConnectionRole
  /// What this side is to the other.
  public let ownRole: ConnectionRole

  init?(_ connection: Connection, seenFrom side: RecordKey) {
    let isFrom = connection.from.key == side
    guard let other = isFrom ? connection.to.party : connection.from.party else { return nil }
    self.connection = connection
    self.other = other
    role = isFrom ? connection.role : connection.reciprocalRole
    ownRole = isFrom ? connection.reciprocalRole : connection.role
  }
}
