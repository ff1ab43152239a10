/// What a module lets an application choose where businesses differ, and what others contribute to it: policies, each with a good default.
///
/// They travel in the ``CRMEnvironment`` that a store is composed with, so that they are the same for every transaction, whoever begins it.
///
/// ```swift
/// extension CRMEnvironment {
///   public var rental: RentalPolicies {
///     get { self[RentalPolicies.self] }
///     set { self[RentalPolicies.self] = newValue }
///   }
/// }
/// ```
public protocol ModulePolicies: Sendable {
  /// The defaults.
  init()
}
