import CRMCore
import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

extension WebhookMessage {
  /// Why it can't be sent anywhere; nil where it can.
  ///
  /// Nothing of the URL but its host is told, for the rest may hold a token.
  var problem: String? {
    guard let scheme = url.scheme?.lowercased(), let host = url.host(percentEncoded: false), !host.isEmpty else {
      return "its URL has no host"
    }
    if url.user(percentEncoded: false) != nil || url.password(percentEncoded: false) != nil {
      return "its URL has a user in it; use a header"
    }
    guard scheme == "https" || (scheme == "http" && Self.isThisMachine(host)) else {
      return "its URL is not HTTPS, and \(host) is not this machine"
    }
    for (name, value) in headers.sorted(by: { $0.key < $1.key }) {
      guard (1...100).contains(name.utf8.count), name.utf8.allSatisfy(MailText.isToken) else {
        return "a header's name is none"
      }
      let lowercased = name.lowercased()
      if Self.reservedHeaders.contains(lowercased) || lowercased.hasPrefix("webhook-") {
        return "the header \(name) is the transport's"
      }
      if value.utf8.contains(where: { $0 < 0x20 || $0 >= 0x7F }) || value.utf8.count > 8192 {
        return "the header \(name) has a line break or another character that none may have, or is too long"
      }
    }
    return nil
  }

  /// The request, signed.
  func request(as delivery: Delivery, secrets: [WebhookSecret]) -> URLRequest {
    var request = URLRequest(url: url)
    request.httpMethod = "POST"
    request.httpBody = payload
    request.httpShouldHandleCookies = false
    for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    let seconds = delivery.instant.microsecondsSince1970.floorDivided(by: 1_000_000)
    request.setValue(delivery.token, forHTTPHeaderField: "webhook-id")
    request.setValue("\(seconds)", forHTTPHeaderField: "webhook-timestamp")
    if !secrets.isEmpty {
      let signature = WebhookSignature.header(
        id: delivery.token, timestamp: seconds, payload: payload, secrets: secrets)
      request.setValue(signature, forHTTPHeaderField: "webhook-signature")
    }
    return request
  }

  /// By its name or its address in numbers; nobody is asked, so that no name server decides what goes unencrypted.
  private static func isThisMachine(_ host: String) -> Bool {
    if host.lowercased() == "localhost" { return true }
    return NetworkAddress(host.trimmingCharacters(in: ["[", "]"]))?.isLoopback == true
  }

  private static let reservedHeaders: Set = [
    "host", "content-length", "content-type", "transfer-encoding", "connection", "expect", "upgrade", "te", "trailer",
    "cookie",
  ]
}
