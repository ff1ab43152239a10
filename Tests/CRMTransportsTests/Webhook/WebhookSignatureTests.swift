import CRMCore
import Foundation
import Testing

@testable import CRMTransports

@Suite("Webhooks' signatures")
struct WebhookSignatureTests {
  private let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
  private let payload = Data(#"{"test": 2432232314}"#.utf8)
  private let now = Instant(microsecondsSince1970: 1_614_265_330_000_000)
  private let headers = [
    "Webhook-Id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  ]

  private func verify(
    _ change: (inout [String: String]) -> Void = { _ in }, payload: Data? = nil, secrets: [String]? = nil,
    later: Duration = .zero
  ) throws -> String {
    var headers = headers
    change(&headers)
    return try WebhookSignature.verify(
      payload ?? self.payload, headers: headers, secrets: (secrets ?? [secret]).map { try WebhookSecret($0) },
      now: now.advanced(by: later))
  }

  @Test("The vector of the specification's own libraries")
  func vector() throws {
    let header = WebhookSignature.header(
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, payload: payload,
      secrets: [try WebhookSecret(secret)])
    #expect(header == headers["webhook-signature"])
    #expect(try verify() == "msg_p5jXN8AQM9LWM0D4loKWxJek")
    let bare = String(secret.dropFirst("whsec_".count))
    #expect(try verify(secrets: [bare]) == "msg_p5jXN8AQM9LWM0D4loKWxJek")
  }

  @Test("Whatever is changed, the signature fits no longer")
  func tampering() {
    let other = "whsec_" + Data(repeating: 1, count: 24).base64EncodedString()
    let wrong = WebhookVerificationError.wrongSignature
    #expect(throws: wrong) { try verify(payload: Data(#"{"test": 2432232315}"#.utf8)) }
    #expect(throws: wrong) { try verify(payload: Data()) }
    #expect(throws: wrong) { try verify { $0["Webhook-Id"] = "msg_other" } }
    #expect(throws: wrong) { try verify { $0["webhook-timestamp"] = "1614265331" } }
    #expect(throws: wrong) { try verify(secrets: [other]) }
    #expect(throws: wrong) { try verify(secrets: []) }
    for signature in [
      "v1,", "v1", "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "x", "v1,g0hM9SsE+OTPJTGt", "v1,!!",
    ] {
      #expect(throws: wrong) { try verify { $0["webhook-signature"] = signature } }
    }
  }

  @Test("One good signature among several, and one good secret among several, will do")
  func rotation() throws {
    let other = "whsec_" + Data(repeating: 1, count: 24).base64EncodedString()
    let genuine = try #require(headers["webhook-signature"])
    #expect(try verify({ $0["webhook-signature"] = "v1a,x v1,AAAA \(genuine)" }).isEmpty == false)
    #expect(try verify(secrets: [other, secret]).isEmpty == false)
    let both = WebhookSignature.header(
      id: "a", timestamp: 1, payload: payload, secrets: try [WebhookSecret(other), WebhookSecret(secret)])
    #expect(both.split(separator: " ").count == 2)
  }

  @Test("A message is taken within the tolerance, to both sides, and not outside")
  func age() throws {
    #expect(try verify(later: .seconds(300)).isEmpty == false)
    #expect(try verify(later: .seconds(-300)).isEmpty == false)
    #expect(throws: WebhookVerificationError.tooOld) { try verify(later: .seconds(301)) }
    #expect(throws: WebhookVerificationError.tooFarAhead) { try verify(later: .seconds(-301)) }
    #expect(throws: WebhookVerificationError.tooFarAhead) { try verify { $0["webhook-timestamp"] = "\(Int64.max)" } }
    #expect(throws: WebhookVerificationError.tooOld) { try verify { $0["webhook-timestamp"] = "\(Int64.min)" } }
  }

  @Test("A header that is missing or no number is named")
  func headerProblems() {
    for name in ["Webhook-Id", "webhook-timestamp", "webhook-signature"] {
      #expect(throws: WebhookVerificationError.missingHeader(name.lowercased())) { try verify { $0[name] = nil } }
    }
    for text in ["now", "1.5", "1614265330Z", "99999999999999999999"] {
      #expect(throws: WebhookVerificationError.malformedTimestamp) { try verify { $0["webhook-timestamp"] = text } }
    }
  }

  @Test("Secrets of the wrong length or form are refused, and no text shows one")
  func secrets() throws {
    #expect(throws: WebhookSecretError.notBase64) { try WebhookSecret("whsec_!!") }
    #expect(throws: WebhookSecretError.wrongLength(bytes: 3)) { try WebhookSecret("whsec_AAAA") }
    #expect(throws: WebhookSecretError.wrongLength(bytes: 65)) {
      try WebhookSecret(Data(count: 65).base64EncodedString())
    }
    let value = try WebhookSecret(secret)
    var dumped = ""
    dump([value], to: &dumped)
    for text in ["\(value)", String(reflecting: value), dumped, "\(Mirror(reflecting: value).children.map(\.value))"] {
      #expect(!text.contains("key") && !text.contains("49"), "\(text)")
    }
  }
}

@Suite("Addresses of the network")
struct NetworkAddressTests {
  @Test(
    "Only what the Internet reaches is public",
    arguments: [
      ("93.184.215.14", true), ("1.1.1.1", true), ("172.15.0.1", true), ("172.32.0.1", true), ("100.128.0.1", true),
      ("192.0.1.1", true),
      ("2606:4700::1111", true), ("64:ff9b::808:808", true), ("2002:808:808::1", true), ("::ffff:8.8.8.8", true),
      ("0.0.0.0", false), ("10.1.2.3", false), ("127.0.0.1", false), ("127.9.9.9", false), ("169.254.169.254", false),
      ("172.16.0.1", false), ("172.31.255.255", false), ("192.168.1.1", false), ("100.64.0.1", false),
      ("192.0.2.1", false),
      ("198.18.0.1", false), ("198.51.100.1", false), ("203.0.113.1", false), ("224.0.0.1", false),
      ("255.255.255.255", false),
      ("::", false), ("::1", false), ("fe80::1", false), ("fc00::1", false), ("fd12::1", false), ("ff02::1", false),
      ("2001:db8::1", false), ("2001::1", false), ("3fff::1", false), ("::ffff:10.0.0.1", false),
      ("64:ff9b::a00:1", false),
      ("2002:a00:1::1", false), ("::7f00:1", false), ("64:ff9b:1::1", false),
    ])
  func isPublic(text: String, isPublic: Bool) async throws {
    #expect(try #require(NetworkAddress(text)).isPublic == isPublic)
    let host = text.contains(":") ? "[\(text)]" : text
    let url = try #require(URL(string: "https://\(host)/hooks"))
    #expect((await WebhookDestinations.publicAddresses.refusal(of: url) == nil) == isPublic)
  }

  @Test(
    "Numbers in other clothes are judged by what they mean",
    arguments: ["2130706433", "0x7f.1", "127.1", "0177.0.0.1", "localhost"])
  func disguised(host: String) async throws {
    let url = try #require(URL(string: "https://\(host)/"))
    #expect(await WebhookDestinations.publicAddresses.refusal(of: url) != nil)
  }

  @Test("What is no address is none")
  func malformed() {
    for text in ["", "a", "1.2.3", "1.2.3.4.5", "256.1.1.1", ":::", "1::2::3"] { #expect(NetworkAddress(text) == nil) }
  }
}
