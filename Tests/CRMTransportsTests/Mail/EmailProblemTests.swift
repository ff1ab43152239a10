import CRMCore
import Foundation
import Testing

@testable import CRMTransports

/// What would write headers of its own, or is no mail.
@Suite("Messages that are refused")
struct EmailProblemTests {
  private static let fields: [(name: String, put: @Sendable (String, inout EmailMessage) -> Void)] = [
    ("from.name", { $1.from.name = $0 }), ("from.address", { $1.from.address = $0 }),
    ("to.name", { $1.to[0].name = $0 }),
    ("to.address", { $1.to[0].address = $0 }), ("cc", { $1.cc = [Mailbox("a@b.example", name: $0)] }),
    ("bcc", { $1.bcc = [Mailbox($0)] }), ("replyTo", { $1.replyTo = [Mailbox($0)] }),
    ("returnPath", { $1.returnPath = $0 }),
    ("subject", { $1.subject = $0 }), ("inReplyTo", { $1.inReplyTo = "<a@b>" + $0 }),
    ("references", { $1.references = ["<a\($0)@b>"] }),
    ("headers.name", { $1.headers = [.init($0, "x")] }), ("headers.value", { $1.headers = [.init("X-Y", $0)] }),
    ("unsubscription.url", { $1.unsubscription = .init(url: "https://example.org/" + $0) }),
    ("unsubscription.mail", { $1.unsubscription = .init(mail: "a@example.org?subject=" + $0) }),
    ("attachments.name", { $1.attachments = [.init(name: $0, mediaType: "image/png", content: Data())] }),
    ("attachments.mediaType", { $1.attachments = [.init(name: "x", mediaType: "image/png" + $0, content: Data())] }),
    (
      "attachments.mediaType parameter",
      { $1.attachments = [.init(name: "x", mediaType: "image/png; a=\"\($0)\"", content: Data())] }
    ),
    (
      "attachments.contentID",
      {
        $1.html = "x"
        $1.attachments = [.init(name: "x", mediaType: "image/png", content: Data(), contentID: $0)]
      }
    ),
  ]

  private static let injections = [
    "x\r\nBcc: all@example.org", "x\nBcc: all@example.org", "x\rBcc: all@example.org", "x\0y", "x\u{85}y", "x\u{2028}y",
    "x\u{2029}y", "x\u{0B}y", "x\u{0C}y", "x\u{7F}y", "x\u{1B}[2J", "\r\n", "\r\n\r\nbody",
  ]

  @Test("No field of a header takes what would begin a header of its own", arguments: fields.indices, injections)
  func injection(field: Int, text: String) throws {
    var message = EmailMessage.sample()
    Self.fields[field].put(text, &message)
    #expect(!message.problems.isEmpty)
    let error = #expect(throws: EmailError.self) { try message.rendered(as: .sample()) }
    #expect(error?.problems == message.problems)
    let failure = try #require(error?.failure)
    #expect(!failure.isPassing)
  }

  @Test("Everything that is wrong is said at once, in the order of the fields")
  func everything() {
    var message = EmailMessage(from: Mailbox("nobody"), to: [], subject: "a\nb")
    message.inReplyTo = "no identifier"
    message.attachments = [
      .init(name: "a", mediaType: "pdf", content: Data()),
      .init(name: "b", mediaType: "message/rfc822", content: Data()),
      .init(name: "c", mediaType: "image/png", content: Data(), contentID: "x"),
      .init(name: "d", mediaType: "image/png", content: Data(), contentID: "x"),
    ]
    message.unsubscription = .init(url: "http://example.org")
    message.headers = [.init("Subject", "x"), .init("A:B", "x"), .init("Content-Type", "x")]
    #expect(
      message.problems == [
        .malformedAddress(field: "from", "nobody"), .noRecipients, .controlCharacter(field: "subject"),
        .malformedIdentifier(field: "inReplyTo", "no identifier"), .malformedMediaType(attachment: "a", "pdf"),
        .compositeMediaType(attachment: "b", "message/rfc822"), .inlineWithoutHTML("c"), .inlineWithoutHTML("d"),
        .repeatedContentID("x"), .malformedUnsubscription("http://example.org"), .reservedHeader("Subject"),
        .malformedHeaderName("A:B"), .reservedHeader("Content-Type"),
      ])
    message.unsubscription = .init()
    #expect(message.problems.contains(.emptyUnsubscription))
  }

  @Test("A text may have what a header may not")
  func bodies() throws {
    var message = EmailMessage.sample()
    message.text = "a\r\nBcc: x\r\n\r\n.\r\nFrom me\u{0B}\0"
    message.html = message.text
    message.attachments = [.init(name: "a", mediaType: "text/plain", content: Data("\r\n.\r\n".utf8))]
    #expect(message.problems.isEmpty)
    let text = String(decoding: try message.rendered(as: .sample()), as: UTF8.self)
    #expect(text.split(separator: "\r\n\r\n", maxSplits: 1).first?.contains("Bcc") == false)
  }

  @Test(
    "Ways off a list that are none",
    arguments: [
      "https://", "https:///x", "ftp://example.org", "https://a b", "https://example.org/>x",
      "https://user@example.org",
      "https://example.org/،",
    ])
  func unsubscriptions(url: String) {
    var message = EmailMessage.sample()
    message.unsubscription = .init(url: url)
    #expect(message.problems == [.malformedUnsubscription(url)])
  }

  @Test("An address with letters outside ASCII is refused as such, and one that is none as that")
  func international() {
    var message = EmailMessage.sample()
    message.to = [
      Mailbox("sara@بازار.example"), Mailbox("سارا@example.org"), Mailbox("سارا@"),
      Mailbox("sara@xn--mgbab2bd.example"),
    ]
    #expect(
      message.problems == [
        .internationalAddress(field: "to", "sara@بازار.example"),
        .internationalAddress(field: "to", "سارا@example.org"),
        .malformedAddress(field: "to", "سارا@"),
      ])
  }
}
