public import CRMContacts
public import CRMCore

/// What an application chooses for CRMMarketing: `environment.marketing`.
///
/// ```swift
/// var environment = CRMEnvironment.system()
/// environment.marketing.sender = MailingMessage.Mailbox("news@example.org", name: "Roya Trading")
/// environment.marketing.unsubscription = { .init(url: "https://example.org/leave/\($0)") }
/// let crm = try await CRM(store: .memory, environment: environment)
/// ```
public struct MarketingPolicies: ModulePolicies {
  /// Whom lists, campaigns and mailings may be for.
  public var audiences: [any Audience] = [CustomerAudience<Account>(), CustomerAudience<Contact>()]
  /// The ways that mailings leave by, for each channel that there is one for.
  public var routes: [ContactChannel: any MailingRoute] = [
    .email: OutboxRoute(OutboxChannel("email")), .message: OutboxRoute(OutboxChannel("message")),
  ]
  /// Who writes, where a mailing says nothing else.
  public var sender: MailingMessage.Mailbox?
  /// How somebody who was written to gets off; nil for no way but asking.
  ///
  /// What it returns names the recipient, so that ``MarketingService/unsubscribe(_:)`` can be told of them.
  public var unsubscription: (@Sendable (MailingRecipient.ID) -> MailingMessage.Unsubscription?)?
  /// How many members of a list one transaction of a mailing deals with, at least 1.
  public var batchSize = 200
  /// How many rows one operation may write: what is added to a list, targeted by a campaign or frozen at once.
  public var limit = 10_000

  /// The defaults.
  public init() {}

  /// The audience of an entity.
  ///
  /// - Throws: ``MarketingError/noAudience(_:known:)``.
  func audience(of entity: String) throws -> any Audience {
    guard let audience = audiences.first(where: { $0.entity == entity }) else {
      throw MarketingError.noAudience(entity, known: audiences.map(\.entity))
    }
    return audience
  }

  /// Refuses more than may be written at once.
  func requireWithinLimit(_ count: Int) throws {
    if count > limit { throw MarketingError.tooMany(count, limit: limit) }
  }
}

extension CRMEnvironment {
  /// What the application has chosen for CRMMarketing.
  public var marketing: MarketingPolicies {
    get { self[MarketingPolicies.self] }
    set { self[MarketingPolicies.self] = newValue }
  }
}
