public import CRMCore
import Foundation

/// Posts webhooks by HTTPS, signed as the Standard Webhooks specification says.
///
/// `webhook-id` is the delivery's key (or its hash, where the key holds more than small letters, digits, hyphens and underscores), the same in
/// all attempts, so that a receiver who remembers it takes a message once.
///
/// Redirects are not followed, and no cookies kept. What the receiver answers besides a status is not read further than ``answerLimit``.
public struct WebhookTransport: Transport {
  /// How long an attempt may take, from the connection to the end of the answer.
  public let timeLimit: Duration
  /// How many bytes of an answer are taken before the connection is closed.
  public let answerLimit: Int

  private let secrets: @Sendable (WebhookMessage) async throws -> [WebhookSecret]
  private let destinations: WebhookDestinations
  private let client: WebhookClient

  /// A transport that asks for the secrets of each message, since each receiver has its own.
  ///
  /// - Parameters:
  ///   - destinations: Where messages may be sent.
  ///   - timeLimit: How long an attempt may take.
  ///   - answerLimit: How many bytes of an answer are taken.
  ///   - secrets: Tells the secrets that a message is signed with: its receiver's, or several while they are changed. With none, it is not
  ///     signed.
  public init(
    destinations: WebhookDestinations = .everywhere, timeLimit: Duration = .seconds(20), answerLimit: Int = 64 << 10,
    secrets: @escaping @Sendable (WebhookMessage) async throws -> [WebhookSecret]
  ) {
    self.timeLimit = timeLimit
    self.answerLimit = answerLimit
    self.secrets = secrets
    self.destinations = destinations
    client = WebhookClient(answerLimit: answerLimit, timeLimit: timeLimit)
  }

  /// Posts the message.
  ///
  /// - Returns: The status, such as `204`.
  /// - Throws: ``/CRMCore/DeliveryFailure``: passing for the statuses 408, 425, 429 and 5xx, with what `Retry-After` says, and where the
  ///   receiver can't be reached; final for all others, among them 410, by which a receiver ends a subscription, and for a message that can't
  ///   be sent. `UncertainDelivery` where the receiver does not answer. What the closure for the secrets throws.
  public func send(_ message: WebhookMessage, as delivery: Delivery) async throws -> String? {
    if let problem = message.problem { throw DeliveryFailure.final("The webhook can't be sent: \(problem).") }
    let secrets = try await secrets(message)
    let (url, destinations) = (message.url, destinations)
    let request = message.request(as: delivery, secrets: secrets)
    let answer = try await withTimeLimit(timeLimit) { [client] in
      if let refusal = await destinations.refusal(of: url) {
        throw DeliveryFailure.final("The webhook may not be sent there: \(refusal).")
      }
      return try await client.answer(to: request)
    }
    if let failure = answer.failure(at: delivery.instant) { throw failure }
    return "\(answer.status)"
  }
}
