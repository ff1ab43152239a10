import CRMCore
import Foundation
import Testing

@testable import CRMTransports

@Suite("Webhooks over a real connection")
struct WebhookTransportTests {
  private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
  private static let newSecret = "whsec_" + Data(repeating: 7, count: 32).base64EncodedString()

  // All tests run at once and may keep each other waiting.
  private static let patience = Duration.seconds(1200)

  /// Sends a message to a server that answers so.
  private func send(
    _ answer: String, path: String = "/hooks?token=hidden", _ change: (inout WebhookMessage) -> Void = { _ in },
    transport: WebhookTransport? = nil
  ) async throws -> (answer: Result<String?, any Error>, requests: [LoopbackServer.Request]) {
    let server = try LoopbackServer { _ in answer }
    defer { server.stop() }
    let url = try #require(URL(string: "http://127.0.0.1:\(server.port)\(path)"))
    var message = try WebhookMessage(
      to: url, type: "contact.created", at: .init(microsecondsSince1970: 0), data: ["نام": "سارا"])
    change(&message)
    let secrets = try [WebhookSecret(Self.secret), WebhookSecret(Self.newSecret)]
    let transport = transport ?? WebhookTransport(timeLimit: Self.patience) { _ in secrets }
    do {
      return (.success(try await transport.send(message, as: .sample())), server.requests)
    } catch {
      return (.failure(error), server.requests)
    }
  }

  private func failure(_ result: Result<String?, any Error>) throws -> DeliveryFailure {
    guard case .failure(let error) = result else { throw WebhookVerificationError.wrongSignature }
    return try #require(error as? DeliveryFailure, "\(error)")
  }

  @Test("A request arrives as the specification says, and a receiver finds it genuine")
  func request() async throws {
    let (answer, requests) = try await send("HTTP/1.1 204 No Content\r\n\r\n") {
      $0.headers["Authorization"] = "Bearer x"
    }
    #expect(try answer.get() == "204")
    let request = try #require(requests.first)
    #expect(requests.count == 1 && request.line == "POST /hooks?token=hidden HTTP/1.1")
    #expect(
      String(decoding: request.body, as: UTF8.self)
        == #"{"data":{"نام":"سارا"},"timestamp":"1970-01-01T00:00:00Z","type":"contact.created"}"#)
    #expect(request.headers["webhook-id"] == Delivery.sample().key)
    #expect(request.headers["webhook-timestamp"] == "1723981680")
    #expect(request.headers["content-type"] == "application/json")
    #expect(request.headers["authorization"] == "Bearer x")
    for secret in [Self.secret, Self.newSecret] {
      let id = try WebhookSignature.verify(
        request.body, headers: request.headers, secrets: [WebhookSecret(secret)], now: Delivery.sample().instant)
      #expect(id == Delivery.sample().key)
    }
  }

  @Test(
    "Statuses say whether to try again",
    arguments: [
      (200, nil), (201, nil), (204, nil), (301, false), (302, false), (304, false), (400, false), (401, false),
      (404, false), (408, true),
      (410, false), (422, false), (425, true), (429, true), (500, true), (502, true), (503, true), (599, true),
    ] as [(Int, Bool?)])
  func statuses(status: Int, isPassing: Bool?) async throws {
    let (answer, requests) = try await send(
      "HTTP/1.1 \(status) X\r\nLocation: /elsewhere\r\nConnection: close\r\n\r\nbody with a secret")
    #expect(requests.count == 1)
    guard let isPassing else {
      #expect(try answer.get() == "\(status)")
      return
    }
    let failure = try failure(answer)
    #expect(failure.isPassing == isPassing)
    #expect(failure.reason.contains("\(status)") && !failure.reason.contains("secret"))
  }

  @Test(
    "Retry-After is heard, as seconds and as a date",
    arguments: [
      ("120", .seconds(120)), ("0", .zero), ("99999999999999999999", .seconds(86_400)), ("-5", nil), ("soon", nil),
      ("", nil),
      ("Sun, 18 Aug 2024 11:50:00 GMT", .seconds(120)), ("Sun, 18 Aug 2024 11:40:00 GMT", .zero),
      ("Sun, 18 Aug 2030 11:40:00 GMT", .seconds(86_400)), ("Sun, 18 Xyz 2024 11:50:00 GMT", nil),
    ] as [(String, Duration?)])
  func retryAfter(text: String, wait: Duration?) async throws {
    let (answer, _) = try await send("HTTP/1.1 503 X\r\nRetry-After: \(text)\r\nContent-Length: 0\r\n\r\n")
    #expect(try failure(answer).retryAfter == wait)
  }

  @Test("An answer without an end is cut off, and its status counts")
  func endless() async throws {
    let (answer, _) = try await send(
      "HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n" + String(repeating: "x", count: 8 << 20))
    #expect(try answer.get() == "200")
  }

  @Test("Of a receiver that is silent it is not known what it has; one that is not there has nothing")
  func silence() async throws {
    let (answer, requests) = try await send("", transport: WebhookTransport(timeLimit: .milliseconds(300)) { _ in [] })
    #expect(throws: UncertainDelivery.self) { try answer.get() }
    #expect(requests.first?.headers["webhook-signature"] == nil)

    let server = try LoopbackServer { _ in "" }
    server.stop()
    let url = try #require(URL(string: "http://127.0.0.1:\(server.port)/hooks?token=hidden"))
    let message = WebhookMessage(to: url, type: "x", payload: Data())
    let failure = await #expect(throws: DeliveryFailure.self) {
      try await WebhookTransport(timeLimit: Self.patience) { _ in [] }.send(message, as: .sample())
    }
    #expect(failure?.isPassing == true)
    #expect(failure?.reason.contains("hidden") == false)
  }

  @Test(
    "Of a receiver that hangs up it is not known what it has, and no token is told",
    arguments: ["HTTP/1.1 ", "nonsense\r\n\r\n"])
  func hangingUp(answer: String) async throws {
    let (answer, _) = try await send(answer)
    let error = #expect(throws: UncertainDelivery.self) { try answer.get() }
    #expect(error?.description.contains("hidden") == false)
  }

  @Test("A task that is cancelled waits for no answer")
  func cancellation() async throws {
    let server = try LoopbackServer { _ in "" }
    defer { server.stop() }
    let url = try #require(URL(string: "http://127.0.0.1:\(server.port)/"))
    let transport = WebhookTransport(timeLimit: Self.patience) { _ in [] }
    let sending = Task { try await transport.send(.init(to: url, type: "x", payload: Data()), as: .sample()) }
    while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
    sending.cancel()
    await #expect(throws: CancellationError.self) { try await sending.value }
  }

  @Test(
    "What would go out in the clear, or write headers of its own, is refused for good, and tells no token",
    arguments: [
      "http://example.org/hidden", "ftp://127.0.0.1/hidden", "https:///hidden", "https://user:hidden@example.org/",
      "mailto:hidden@example.org",
      "http://127.0.0.1.example.org/hidden", "http://localhost.example.org/hidden", "http://10.0.0.1/hidden", "hidden",
    ])
  func urls(text: String) async throws {
    let url = try #require(URL(string: text))
    let failure = await #expect(throws: DeliveryFailure.self) {
      try await WebhookTransport(timeLimit: Self.patience) { _ in [] }.send(
        .init(to: url, type: "x", payload: Data()), as: .sample())
    }
    #expect(failure?.isPassing == false)
    #expect(failure?.reason.contains("hidden") == false)
  }

  @Test(
    "Headers that are none, or the transport's, are refused for good",
    arguments: [
      ("X-A", "a\r\nX-B: c"), ("X-A", "a\nb"), ("X-A", "a\0"), ("X-A", "سلام"), ("X A", "x"), ("X-A:", "x"), ("", "x"),
      ("X-A\r\nX-B", "x"),
      ("Host", "x"), ("Content-Length", "1"), ("Webhook-Id", "x"), ("webhook-signature", "v1,x"),
      ("X-A", String(repeating: "a", count: 9000)),
    ])
  func headers(name: String, value: String) async throws {
    let (answer, requests) = try await send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") { $0.headers[name] = value }
    #expect(try failure(answer).isPassing == false)
    #expect(requests.isEmpty)
  }

  @Test("A rule about destinations is asked before anything is sent")
  func destinations() async throws {
    let rules: [WebhookDestinations] = [.publicAddresses, .init { _ in "not on the list" }]
    for rule in rules {
      let (answer, requests) = try await send(
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        transport: WebhookTransport(destinations: rule, timeLimit: Self.patience) { _ in [] })
      #expect(try failure(answer).isPassing == false)
      #expect(requests.isEmpty)
    }
  }
}
