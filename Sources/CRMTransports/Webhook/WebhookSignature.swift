public import CRMCore
public import Foundation

/// The signatures of the Standard Webhooks specification (<https://www.standardwebhooks.com>), version 1: HMAC-SHA256 of the message's
/// identifier, the seconds since 1970 and the payload.
public enum WebhookSignature {
  /// How old, or how far ahead, a message may be unless said.
  public static let defaultTolerance = Duration.seconds(300)

  /// The value of `webhook-signature`: a signature by each secret, so that a receiver knows the message by the old one and the new one
  /// while they are changed.
  public static func header(id: String, timestamp: Int64, payload: Data, secrets: [WebhookSecret]) -> String {
    secrets.map { "v1," + Data(code(id, "\(timestamp)", payload, $0)).base64EncodedString() }.joined(separator: " ")
  }

  /// Checks a message that came in, before anything else is done with it.
  ///
  /// Look at its `webhook-id` besides: one that was seen before is a repetition.
  ///
  /// - Parameters:
  ///   - payload: The request's body, byte for byte.
  ///   - headers: The request's headers; capital or small letters do not matter in their names.
  ///   - secrets: Those that the sender may have signed with: one, or the old and the new.
  ///   - now: The time by the receiver's clock.
  ///   - tolerance: How old, or how far ahead, it may be.
  /// - Returns: The message's identifier.
  /// - Throws: ``WebhookVerificationError``.
  @discardableResult
  public static func verify(
    _ payload: Data, headers: [String: String], secrets: [WebhookSecret], now: Instant,
    tolerance: Duration = defaultTolerance
  ) throws(WebhookVerificationError) -> String {
    func value(_ name: String) throws(WebhookVerificationError) -> String {
      guard let value = headers.first(where: { $0.key.lowercased() == name })?.value, !value.isEmpty else {
        throw .missingHeader(name)
      }
      return value
    }
    let (id, timestamp) = (try value("webhook-id"), try value("webhook-timestamp"))
    let signatures = try value("webhook-signature").split(separator: " ")
    guard let seconds = Int64(timestamp) else { throw .malformedTimestamp }
    // In 128 bits, since the seconds are a stranger's.
    let age = Duration.microseconds(now.microsecondsSince1970) - .seconds(seconds)
    if age > tolerance { throw .tooOld }
    if age < .zero - tolerance { throw .tooFarAhead }
    let codes = signatures.prefix(16).filter { $0.hasPrefix("v1,") }.compactMap {
      Data(base64Encoded: String($0.dropFirst(3)))
    }
    let isGenuine = secrets.reduce(false) { found, secret in
      let expected = code(id, timestamp, payload, secret)
      return codes.reduce(found) { $1.isEmpty ? $0 : HMAC.areEqual(expected, Array($1)) || $0 }
    }
    guard isGenuine else { throw .wrongSignature }
    return id
  }

  private static func code(_ id: String, _ timestamp: String, _ payload: Data, _ secret: WebhookSecret) -> [UInt8] {
    HMAC.code(of: Array("\(id).\(timestamp).".utf8) + payload, key: secret.key)
  }
}

/// Why a webhook that came in is not to be trusted.
@nonexhaustive
public enum WebhookVerificationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// One of the three headers is not there.
  case missingHeader(String)
  /// `webhook-timestamp` is no number.
  case malformedTimestamp
  /// It was signed longer ago than is tolerated.
  case tooOld
  /// It was signed at a time that has not come.
  case tooFarAhead
  /// None of the signatures was made from this content with one of the secrets.
  case wrongSignature

  /// What is wrong.
  public var description: String {
    switch self {
    case .missingHeader(let name): "The header \(name) is missing."
    case .malformedTimestamp: "The webhook's timestamp is no number of seconds."
    case .tooOld: "The webhook was signed too long ago."
    case .tooFarAhead: "The webhook was signed in the future: compare the clocks."
    case .wrongSignature: "No signature of the webhook fits its content and the secrets."
    }
  }
}
