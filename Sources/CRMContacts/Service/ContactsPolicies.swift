public import CRMCore

/// What an application chooses for CRMContacts, and what other modules contribute to it: `environment.contacts`.
///
/// ```swift
/// var environment = CRMEnvironment.system()
/// environment.contacts.consent = StandardConsentPolicy(rules: [.call: .optIn])
/// environment.contacts.timeline.append(MachineTimeline())
/// let crm = try await CRM(store: .memory, environment: environment)
/// ```
public struct ContactsPolicies: ModulePolicies {
  /// The order of the life-cycle stages.
  public var lifecycle = LifecycleStage.known
  /// What may be sent to whom.
  public var consent: any ConsentPolicy = StandardConsentPolicy()
  /// What timelines show.
  public var timeline: [any TimelineSource] = StandardTimeline.sources
  /// What profiles show of other modules.
  public var profile: [any ProfileSource] = []
  /// What other modules do when one was in touch.
  public var interactionFollowers: [any InteractionFollower] = []

  /// The defaults.
  public init() {}
}

extension CRMEnvironment {
  /// What the application has chosen for CRMContacts, and what other modules contribute to it.
  public var contacts: ContactsPolicies {
    get { self[ContactsPolicies.self] }
    set { self[ContactsPolicies.self] = newValue }
  }
}
