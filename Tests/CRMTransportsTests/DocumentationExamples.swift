import CRMCore
import CRMTransports
import Foundation
import Testing

// The examples of the documentation, word for word: a house rule compares them.

private actor Room {
  private(set) var lines: [String: String] = [:]

  func post(_ text: String, once key: String) -> Bool {
    lines[key] = text
    return true
  }
}

@Suite("The examples of CRMTransports' documentation")
struct DocumentationExamples {
  @Test("A message is written to a maildir, and one that can't be sent is refused, as the module's page shows")
  func mail() async throws {
    try await withFolder { parent in
      let (folder, pdf, delivery) = (parent + "/mail", Data("%PDF-1.7".utf8), Delivery.sample("k-1"))
      try MaildirTransport.create(at: folder)
      var reports: [String] = []
      func report(_ text: String) { reports.append(text) }
      var message = EmailMessage(
        from: Mailbox("sales@example.org", name: "فروش سپهر"),
        to: [Mailbox("sara@example.com", name: "سارا احمدی")],
        subject: "پیش‌فاکتور شما")
      message.text = "سلام سارا، پیش‌فاکتور پیوست است."
      message.html = "<p>سلام سارا، پیش‌فاکتور پیوست است.</p>"
      message.attachments = [
        EmailMessage.Attachment(name: "پیش‌فاکتور.pdf", mediaType: "application/pdf", content: pdf)
      ]
      message.unsubscription = EmailMessage.Unsubscription(url: "https://example.org/leave?reader=7")

      let transport = MaildirTransport(folder: folder)
      let file = try await transport.send(message, as: delivery)
      #expect(file == "k-1")

      message.subject = "Offer\r\nBcc: everybody@example.org"
      message.replyTo = [Mailbox("sales.example.org")]
      for problem in message.problems { report(problem.description) }
      #expect(reports.count == 2)
    }
  }

  @Test("A webhook is signed, and checked by who gets it, as the module's page shows")
  func webhooks() async throws {
    let text = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    @Sendable func secret(of url: URL) -> String { text }
    let url = try #require(URL(string: "https://127.0.0.1/hooks"))
    let instant = Instant(microsecondsSince1970: 1_614_265_330_000_000)
    let webhooks = WebhookTransport(destinations: .publicAddresses) { message in
      try [WebhookSecret(secret(of: message.url))]
    }
    let event = try WebhookMessage(to: url, type: "contact.created", at: instant, data: ["name": "Sara"])
    await #expect(throws: DeliveryFailure.self) { try await webhooks.send(event, as: .sample()) }

    let (body, now) = (event.payload, instant)
    let headers = [
      "webhook-id": "k-1", "webhook-timestamp": "1614265330",
      "webhook-signature": WebhookSignature.header(
        id: "k-1", timestamp: 1_614_265_330, payload: body, secrets: [try WebhookSecret(text)]),
    ]
    let identifier = try WebhookSignature.verify(
      body, headers: headers, secrets: [WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")], now: now)
    #expect(identifier == "k-1")
  }

  @Test("A closure is a transport, as the module's page shows")
  func closure() async throws {
    let room = Room()
    let chat = ClosureTransport<String> { text, delivery in
      guard await room.post(text, once: delivery.key) else { throw DeliveryFailure.passing("the room is closed") }
      return nil
    }
    _ = try await chat.send("سلام", as: .sample("k-1"))
    #expect(await room.lines == ["k-1": "سلام"])
  }
}
