/// A way out of the program: mail, a webhook, a file.
///
/// The outbox calls it after the commit that put a message out, with the message as it was put. Built-in ones are in `CRMTransports`;
/// a program's own takes a few lines:
///
/// ```swift
/// struct ChatTransport: Transport {
///   func send(_ message: ChatLine, as delivery: Delivery) async throws -> String? {
///     let answer = try await chat.post(message.text, to: message.room, idempotencyKey: delivery.key)
///     if answer.status == 429 { throw DeliveryFailure.passing("too many messages", retryAfter: answer.retryAfter) }
///     guard answer.isAccepted else { throw DeliveryFailure.final("the room refused it: \(answer.reason)") }
///     return answer.id
///   }
/// }
/// ```
public protocol Transport: Sendable {
  /// What it sends. It is kept as JSON until it is sent.
  associatedtype Message: Codable & Sendable

  /// Sends a message.
  ///
  /// Where the other side takes an idempotency key, hand it ``Delivery/key``: a message that is sent a second time, since the program died
  /// before it had noted the first, is then not delivered twice.
  ///
  /// - Returns: What the other side answered and what is worth keeping, such as its number for the message.
  /// - Throws: ``DeliveryFailure`` to say whether another attempt may help. Any other error counts as one that passes.
  func send(_ message: Message, as delivery: Delivery) async throws -> String?
}

/// What a transport is told of a message besides its content.
public struct Delivery: Hashable, Sendable {
  /// The same for all attempts to send one message, and different from every other message's.
  public let key: String
  /// Whom the message is for, as the outbox was told.
  public let recipient: String
  /// Which attempt it is, from 1 on.
  public let attempt: Int
  /// When the attempt began.
  public let instant: Instant

  /// Describes an attempt.
  public init(key: String, recipient: String, attempt: Int, instant: Instant) {
    self.key = key
    self.recipient = recipient
    self.attempt = attempt
    self.instant = instant
  }
}

/// Why a message was not delivered.
public struct DeliveryFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was said of it.
  public let reason: String
  /// Whether another attempt may help.
  public let isPassing: Bool
  /// How long the other side asks to be left alone.
  public let retryAfter: Duration?

  private init(_ reason: String, isPassing: Bool, retryAfter: Duration?) {
    self.reason = reason
    self.isPassing = isPassing
    self.retryAfter = retryAfter
  }

  /// Another attempt may help: the other side is busy, or can't be reached.
  public static func passing(_ reason: String, retryAfter: Duration? = nil) -> DeliveryFailure {
    DeliveryFailure(reason, isPassing: true, retryAfter: retryAfter)
  }

  /// No attempt will help: there is no such recipient, or the message is refused.
  public static func final(_ reason: String) -> DeliveryFailure {
    DeliveryFailure(reason, isPassing: false, retryAfter: nil)
  }

  /// What was said of it.
  public var description: String { reason }
}
