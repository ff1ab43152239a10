public import CRMCore

/// What one party is to another: `B is A's distributor`.
///
/// An application adds its own.
public struct ConnectionRole: OpenEnumeration {
  /// The name.
  public let rawValue: String

  /// Accepts any name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Works with the other, as an equal.
  public static let partner = ConnectionRole(rawValue: "partner")
  /// Sells the other's goods on.
  public static let distributor = ConnectionRole(rawValue: "distributor")
  /// Has its goods sold by the other.
  public static let principal = ConnectionRole(rawValue: "principal")
  /// Sells to the other.
  public static let supplier = ConnectionRole(rawValue: "supplier")
  /// Buys from the other.
  public static let customer = ConnectionRole(rawValue: "customer")
  /// Sells what the other sells.
  public static let competitor = ConnectionRole(rawValue: "competitor")
  /// Has sent the other to us.
  public static let referrer = ConnectionRole(rawValue: "referrer")
  /// Was sent to us by the other.
  public static let referral = ConnectionRole(rawValue: "referral")
  /// Gives the other work.
  public static let employer = ConnectionRole(rawValue: "employer")
  /// Works for the other.
  public static let employee = ConnectionRole(rawValue: "employee")
  /// Leads the other's work.
  public static let manager = ConnectionRole(rawValue: "manager")
  /// Works under the other.
  public static let subordinate = ConnectionRole(rawValue: "subordinate")
  /// Works beside the other.
  public static let colleague = ConnectionRole(rawValue: "colleague")
  /// Counsels the other: a lawyer, a consultant, an accountant.
  public static let adviser = ConnectionRole(rawValue: "adviser")
  /// Is counselled by the other.
  public static let client = ConnectionRole(rawValue: "client")
  /// Treats the other.
  public static let doctor = ConnectionRole(rawValue: "doctor")
  /// Is treated by the other.
  public static let patient = ConnectionRole(rawValue: "patient")
  /// Is married to the other.
  public static let spouse = ConnectionRole(rawValue: "spouse")
  /// Is the other's mother or father, or stands in for them.
  public static let parent = ConnectionRole(rawValue: "parent")
  /// Is the other's child.
  public static let child = ConnectionRole(rawValue: "child")
  /// Has a mother or father in common with the other.
  public static let sibling = ConnectionRole(rawValue: "sibling")

  /// The roles that belong together.
  private static let pairs = [
    (distributor, principal), (supplier, customer), (referrer, referral), (employer, employee), (manager, subordinate),
    (adviser, client), (doctor, patient), (parent, child),
  ]

  /// The names that are offered to people, in order.
  public static let known =
    [partner, competitor, colleague, spouse, sibling] + pairs.flatMap { [$0.0, $0.1] }

  /// What the other is in turn: a supplier's counterpart is its customer, a partner's is a partner.
  ///
  /// Of roles that an application has added it is the role itself, unless a connection says otherwise.
  public var reciprocal: ConnectionRole {
    for (one, other) in ConnectionRole.pairs {
      if self == one { return other }
      if self == other { return one }
    }
    return self
  }
}
