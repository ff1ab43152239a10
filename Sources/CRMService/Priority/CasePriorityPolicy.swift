public import CRMCore

/// How much a case matters when nobody has said so.
public protocol CasePriorityPolicy: Sendable {
  /// The priority; nil for normal.
  ///
  /// - Parameters:
  ///   - record: The case, as it is written.
  ///   - view: The transaction that writes it, as the program itself sees it.
  func priority(of record: Case, in view: borrowing Snapshot) async throws -> Case.Priority?
}

/// Priority by the customer's value, or by anything else that can be asked of a case: rules, of which the first that holds decides.
///
/// ```swift
/// environment.service.priority = try CasePriorityRules([
///   .init(.urgent, when: #"customer.account.revenue >= 100.00 USD or customer.contact.account.revenue >= 100.00 USD"#),
///   .init(.high, when: #"customer.account.lifecycleStage == "evangelist""#),
/// ])
/// ```
public struct CasePriorityRules: CasePriorityPolicy, Hashable {
  /// The rules, in their order.
  public var rules: [Rule]

  /// A priority and the cases that have it.
  public struct Rule: Hashable, Sendable {
    /// The priority.
    public var priority: Case.Priority
    /// The cases.
    public var condition: Filter<Case>

    /// A rule.
    public init(_ priority: Case.Priority, when condition: Filter<Case>) {
      self.priority = priority
      self.condition = condition
    }

    /// A rule whose condition is written as text.
    ///
    /// - Throws: `FilterSyntaxError`.
    public init(_ priority: Case.Priority, when condition: String) throws {
      self.init(priority, when: try Filter(parsing: condition))
    }
  }

  /// Decides by rules; without any every case is normal.
  public init(_ rules: [Rule] = []) { self.rules = rules }

  /// Decides by the revenue of the account whose case it is, or whose contact's.
  ///
  /// - Parameter thresholds: From which revenue on a case has a priority, the highest first.
  public static func byRevenue(_ thresholds: [(priority: Case.Priority, from: Money)]) -> CasePriorityRules {
    CasePriorityRules(
      thresholds.map { priority, amount in
        let paths: [FieldPath] = ["customer.account.revenue", "customer.contact.account.revenue"]
        return Rule(priority, when: Filter(.or(paths.map { .compare($0, .greaterOrEqual, .money(amount)) })))
      })
  }

  /// The priority of the first rule that holds.
  public func priority(of record: Case, in view: borrowing Snapshot) async throws -> Case.Priority? {
    for rule in rules where try await view.meets(record.id, rule.condition) { return rule.priority }
    return nil
  }
}
