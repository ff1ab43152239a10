import CRMContacts
public import CRMCore

/// What CRMMarketing brings along to be composed.
public enum MarketingModule {
  /// The module's record types.
  ///
  /// They refer to those of `ContactsModule.recordTypes` and `AutomatedStore.recordTypes`.
  public static let recordTypes: [any Record.Type] = [
    MarketingList.self, ListMember.self, Campaign.self, CampaignCost.self, CampaignMember.self, CampaignActivity.self,
    ActivityAssignment.self, CampaignResponse.self, MessageTemplate.self, Mailing.self, MailingRecipient.self,
  ]

  /// Adds what the module shows in timelines and profiles: ``MarketingTimeline`` and ``MarketingProfile``.
  public static func contribute(to environment: inout CRMEnvironment) {
    environment.contacts.timeline += MarketingTimeline.sources
    environment.contacts.profile.append(MarketingProfile())
  }
}

extension AgendaRunner {
  /// Handles the module's work: sending mailings, batch after batch.
  public mutating func handleMarketing() {
    handle(MailingBatch.self) { work, _, transaction in try await transaction.sendBatch(of: work.mailing) }
  }
}
