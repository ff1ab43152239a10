public import CRMCore

/// An account with all that belong to it, as one view saw them: what figures over a group of companies are limited to.
///
/// ```swift
/// let group = try await crm.contacts.hierarchy(under: holding.id)
/// let open = try await crm.count(Opportunity.self, where: group.contains(\.account) && \.state == .open)
/// ```
public struct AccountHierarchy: Hashable, Sendable {
  /// The account at the top.
  public let top: Account.ID
  /// The accounts of each level, from those directly under the top on, each level in the order of their identifiers.
  public let levels: [[Account.ID]]

  /// The top and all that belong to it.
  public var all: [Account.ID] { [top] + levels.flatMap { $0 } }

  /// The condition that a record refers to one of the accounts.
  public func contains<R: Record>(_ field: KeyPath<R, Account.ID?>) -> Filter<R> { field ~= .isIn(all) }

  /// The condition that an account is one of them.
  public var filter: Filter<Account> { Filter(.isIn("id", all.map(\.anyValue))) }
}
