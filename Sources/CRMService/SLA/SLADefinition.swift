public import CRMCore

/// A service level as it is defined: its hours, its conditions, and what it promises.
///
/// ```swift
/// let gold = SLADefinition(
///   "Gold", during: hours, for: #"customer.account.lifecycleStage == "customer""#,
///   promises: [
///     .init(.firstResponse, within: .seconds(3600), warningAfter: .seconds(1800), when: #"priority == "urgent""#),
///     .init(.firstResponse, within: .seconds(4 * 3600)),
///     .init(.resolution, within: .seconds(16 * 3600), warningAfter: .seconds(12 * 3600)),
///   ])
/// try await crm.service.define(gold)
/// ```
public struct SLADefinition: Hashable, Sendable {
  /// The name, unique.
  public var name: String
  /// The hours in which the clocks run.
  public var hours: BusinessHours
  /// The cases that it is for; nil for all.
  public var appliesWhen: String?
  /// The cases whose clocks stand still; nil for ``ServicePolicies/isOnHold``.
  public var pausesWhen: String?
  /// The place among the service levels, the first before the others.
  public var position: Int
  /// What it promises; of those for one measure the first counts whose condition a case meets.
  public var promises: [Promise]

  /// Composes a service level.
  public init(
    _ name: String, during hours: BusinessHours, for appliesWhen: String? = nil, pausedWhen pausesWhen: String? = nil,
    at position: Int = 1, promises: [Promise]
  ) {
    self.name = name
    self.hours = hours
    self.appliesWhen = appliesWhen
    self.pausesWhen = pausesWhen
    self.position = position
    self.promises = promises
  }

  /// One time that a service level promises.
  public struct Promise: Hashable, Sendable {
    /// What it promises a time for.
    public var measure: SLAMeasure
    /// After how much business time it is missed.
    public var failAfter: Duration
    /// After how much business time it comes near; nil for not at all.
    public var warnAfter: Duration?
    /// The cases that it is for; nil for all.
    public var appliesWhen: String?
    /// When it is met; nil for what the measure says.
    public var succeedsWhen: String?

    /// Composes a promise.
    public init(
      _ measure: SLAMeasure, within failAfter: Duration, warningAfter warnAfter: Duration? = nil,
      when appliesWhen: String? = nil, metWhen succeedsWhen: String? = nil
    ) {
      self.measure = measure
      self.failAfter = failAfter
      self.warnAfter = warnAfter
      self.appliesWhen = appliesWhen
      self.succeedsWhen = succeedsWhen
    }
  }
}
