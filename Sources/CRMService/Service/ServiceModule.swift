import CRMContacts
public import CRMCore

/// What CRMService brings along to be composed.
public enum ServiceModule {
  /// The module's record types.
  ///
  /// They refer to those of `ContactsModule.recordTypes`, and to `product` where one is kept.
  public static let recordTypes: [any Record.Type] = [
    Queue.self, SLA.self, SLAItem.self, Case.self, CaseResolution.self, CaseSequence.self, SLATarget.self,
  ]

  /// Adds what the module shows in timelines and profiles, ``ServiceTimeline`` and ``ServiceProfile``, and that it notes each ``FirstResponse``.
  public static func contribute(to environment: inout CRMEnvironment) {
    environment.contacts.timeline += ServiceTimeline.sources
    environment.contacts.profile.append(ServiceProfile())
    environment.contacts.interactionFollowers.append(FirstResponse())
  }
}

extension AgendaRunner {
  /// Handles the module's work: the warnings and failures of service levels, and what a change of these means for the cases under way.
  public mutating func handleService() {
    handle(SLADeadline.self) { work, occurrence, transaction in
      try await transaction.meetDeadline(of: work.target, due: occurrence.due)
    }
    handle(SLAReview.self) { work, _, transaction in try await transaction.review(after: work.after) }
  }
}
