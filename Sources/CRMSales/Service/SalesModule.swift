import CRMContacts
public import CRMCore

/// What CRMSales brings along to be composed.
public enum SalesModule {
  /// The module's record types.
  ///
  /// They refer to those of `ContactsModule.recordTypes`.
  public static let recordTypes: [any Record.Type] = [
    Product.self, Pipeline.self, Stage.self, Competitor.self, Lead.self, LeadConversion.self, Opportunity.self,
    OpportunityClose.self, PriceList.self, PriceListItem.self, Quote.self, QuoteLine.self,
  ]

  /// Adds what the module shows in timelines and profiles: ``SalesTimeline`` and ``SalesProfile``.
  public static func contribute(to environment: inout CRMEnvironment) {
    environment.contacts.timeline += SalesTimeline.sources
    environment.contacts.profile.append(SalesProfile())
  }
}

extension AgendaRunner {
  /// Handles the module's work: the end of quotes.
  public mutating func handleSales() {
    handle(QuoteExpiry.self) { work, _, transaction in try await transaction.expire(work.quote) }
  }
}
