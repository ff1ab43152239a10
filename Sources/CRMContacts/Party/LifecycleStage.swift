public import CRMCore

/// How far an account or a contact is on the way from a stranger to a customer, and beyond.
///
/// An application adds its own, and says in ``ContactsPolicies/lifecycle`` in which order they come.
public struct LifecycleStage: OpenEnumeration {
  /// The name.
  public let rawValue: String

  /// Accepts any name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Wants to hear of us.
  public static let subscriber = LifecycleStage(rawValue: "subscriber")
  /// Has shown interest in what we sell.
  public static let lead = LifecycleStage(rawValue: "lead")
  /// Is worth the work of a sale.
  public static let prospect = LifecycleStage(rawValue: "prospect")
  /// Is being sold to.
  public static let opportunity = LifecycleStage(rawValue: "opportunity")
  /// Has bought.
  public static let customer = LifecycleStage(rawValue: "customer")
  /// Brings others to buy.
  public static let evangelist = LifecycleStage(rawValue: "evangelist")
  /// Has bought once, and no longer does.
  public static let former = LifecycleStage(rawValue: "former")

  /// The names that are offered to people, in order.
  public static let known = [subscriber, lead, prospect, opportunity, customer, evangelist, former]
}

/// One change of a life-cycle stage.
public struct LifecycleChange: Hashable, Sendable {
  /// The stage before; nil for none.
  public let from: LifecycleStage?
  /// The stage after; nil for none.
  public let to: LifecycleStage?
  /// When it was changed.
  public let instant: Instant
  /// By whom: the identifier of a user's record, nil for the program itself.
  public let actor: Identifier?
}
