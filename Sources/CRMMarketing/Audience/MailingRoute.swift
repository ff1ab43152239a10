public import CRMContacts
public import CRMCore

/// A way by which a mailing's messages leave: see ``MarketingPolicies/routes``.
public protocol MailingRoute: Sendable {
  /// Puts a message into the outbox for one of an audience.
  func send(
    _ message: MailingMessage, as posting: MailingPosting, to audience: any Audience,
    in transaction: borrowing StoreTransaction
  ) async throws -> SendingOutcome
}

/// A channel of the outbox as a way for mailings.
///
/// ```swift
/// environment.marketing.routes[.message] = OutboxRoute(.shortMessages) { ShortMessage(to: $0.to[0].address, text: $0.text ?? "") }
/// ```
///
/// A ``MailingMessage`` has the JSON of the mail message of CRMTransports, so that what is posted over a channel of the same name is mail
/// to its transports.
public struct OutboxRoute<Message: Codable & Sendable>: MailingRoute {
  private let channel: OutboxChannel<Message>
  private let message: @Sendable (MailingMessage) throws -> Message

  /// A channel with messages of its own.
  ///
  /// - Parameters:
  ///   - channel: The channel.
  ///   - message: What the channel makes of a mailing's message.
  public init(_ channel: OutboxChannel<Message>, as message: @escaping @Sendable (MailingMessage) throws -> Message) {
    self.channel = channel
    self.message = message
  }

  /// Puts a message into the outbox.
  public func send(
    _ message: MailingMessage, as posting: MailingPosting, to audience: any Audience,
    in transaction: borrowing StoreTransaction
  ) async throws -> SendingOutcome {
    try await audience.send(self.message(message), over: channel, as: posting, in: transaction)
  }
}

extension OutboxRoute where Message == MailingMessage {
  /// A channel that takes a mailing's messages as they are.
  public init(_ channel: OutboxChannel<MailingMessage>) { self.init(channel) { $0 } }
}
