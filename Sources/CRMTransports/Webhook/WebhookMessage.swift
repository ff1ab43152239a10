public import CRMCore
public import Foundation

/// An event for a program elsewhere, which takes it by HTTPS.
///
/// The secret that it is signed with is no part of it, so that none lies in the outbox: the transport knows it.
public struct WebhookMessage: Codable, Hashable, Sendable {
  /// Where it is posted.
  ///
  /// HTTPS, or HTTP to this machine itself.
  public var url: URL
  /// What happened: `contact.created`.
  ///
  /// The transport's closures see it; receivers read it in the payload.
  public var type: String
  /// The request's body: JSON, sent as it is.
  public var payload: Data
  /// Further headers, such as a token that the receiver asks for.
  public var headers: [String: String] = [:]

  /// A message whose payload is made already.
  public init(to url: URL, type: String, payload: Data, headers: [String: String] = [:]) {
    self.url = url
    self.type = type
    self.payload = payload
    self.headers = headers
  }

  /// A message whose payload is laid out as the Standard Webhooks specification recommends.
  ///
  /// ```json
  /// {"data":{…},"timestamp":"2024-08-18T11:48:00Z","type":"contact.created"}
  /// ```
  ///
  /// - Throws: What the encoding of `data` throws.
  public init(
    to url: URL, type: String, at instant: Instant, data: some Encodable, headers: [String: String] = [:]
  ) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let payload = try encoder.encode(Event(type: type, timestamp: instant, data: data))
    self.init(to: url, type: type, payload: payload, headers: headers)
  }

  private struct Event<Content: Encodable>: Encodable {
    let type: String
    let timestamp: Instant
    let data: Content
  }
}
