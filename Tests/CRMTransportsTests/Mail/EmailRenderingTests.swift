import CRMCore
import Foundation
import Testing

@testable import CRMTransports

@Suite("Rendering of messages")
struct EmailRenderingTests {
  private func text(_ message: EmailMessage, _ delivery: Delivery = .sample()) throws -> String {
    String(decoding: try message.rendered(as: delivery), as: UTF8.self)
  }

  @Test("A small message, byte for byte")
  func small() throws {
    var message = EmailMessage.sample()
    message.text = "Salam, Sara.\nSee you = soon. \n"
    #expect(
      try text(message)
        == """
        Date: Sun, 18 Aug 2024 11:48:00 +0000
        From: =?utf-8?B?2YHYsdmI2LQ=?= <sales@example.org>
        To: =?utf-8?B?2LPYp9ix2Kcg2KfYrdmF2K/bjA==?= <sara@example.org>
        Subject: =?utf-8?B?2b7bjNi04oCM2YHYp9qp2KrZiNixINi02YXYpw==?=
        Message-ID: <018f3c2e-7c1a-7b2e-8d43-0a1b2c3d4e5f@example.org>
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        Salam, Sara.
        See you =3D soon.=20

        """.replacing("\n", with: "\r\n"))
  }

  @Test("The same delivery gives the same bytes; another attempt differs in its date alone")
  func determinism() throws {
    var maker = EmailMaker(random: SplitMix64(seed: 7))
    for _ in 0..<40 {
      let message = maker.message()
      let first = try text(message)
      #expect(try text(message) == first)
      let later = try text(message, .sample(seconds: 1_723_990_000, attempt: 2))
      let differing = zip(first.split(separator: "\r\n"), later.split(separator: "\r\n")).filter { $0 != $1 }
      #expect(differing.count == 1 && differing[0].0.hasPrefix("Date: "))
      #expect(try text(message, .sample("other")) != first)
    }
  }

  @Test("Whatever is in a message, its lines are short, ASCII, and end with CR and LF, and it comes back from JSON")
  func lines() throws {
    var maker = EmailMaker(random: SplitMix64(seed: 11))
    for _ in 0..<100 {
      let message = maker.message()
      let bytes = try message.rendered(as: .sample())
      #expect(bytes.suffix(2) == [0x0D, 0x0A])
      #expect(bytes.allSatisfy { $0 < 0x80 && $0 != 0 })
      let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
      #expect(lines.allSatisfy { $0.last == 0x0D && $0.count <= 999 && !$0.dropLast().contains(0x0D) })
      let json = try JSONEncoder().encode(message)
      let decoded = try JSONDecoder().decode(EmailMessage.self, from: json)
      #expect(decoded == message)
    }
  }

  @Test("A message that an earlier program kept without the fields it had no use for is read")
  func sparse() throws {
    let json = #"{"from":{"address":"a@example.org"},"to":[{"address":"b@example.org"}],"subject":"x"}"#
    let message = try JSONDecoder().decode(EmailMessage.self, from: Data(json.utf8))
    #expect(message == EmailMessage(from: Mailbox("a@example.org"), to: [Mailbox("b@example.org")], subject: "x"))
  }

  @Test("Everybody gets it once, and those who get it unseen stand nowhere in it")
  func recipients() throws {
    var message = EmailMessage.sample()
    message.cc = [Mailbox("sara@example.org"), Mailbox("reza@example.org")]
    message.bcc = [Mailbox("hidden@example.org"), Mailbox("reza@example.org")]
    #expect(message.recipients == ["sara@example.org", "reza@example.org", "hidden@example.org"])
    var rendered = try text(message)
    #expect(!rendered.contains("hidden"))
    message.to = []
    message.cc = []
    rendered = try text(message)
    #expect(!rendered.contains("To:"))
  }

  @Test("A list's message says how to get off it, at once where there is an address for the web")
  func unsubscription() throws {
    var message = EmailMessage.sample()
    message.unsubscription = .init(url: "https://example.org/leave?u=7", mail: "leave@example.org?subject=7")
    var rendered = try text(message)
    #expect(
      rendered.contains(
        "List-Unsubscribe: <https://example.org/leave?u=7>,\r\n <mailto:leave@example.org?subject=7>\r\n"
          + "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"))
    message.unsubscription = .init(mail: "leave@example.org")
    rendered = try text(message)
    #expect(rendered.contains("List-Unsubscribe: <mailto:leave@example.org>\r\n"))
    #expect(!rendered.contains("List-Unsubscribe-Post"))
  }

  @Test("Parts are nested: what is shown with the HTML, the alternatives, the files")
  func structure() throws {
    var message = EmailMessage.sample()
    message.html = "<img src=\"cid:logo\">"
    message.attachments = [
      .init(name: "logo.png", mediaType: "image/png", content: Data([1, 2, 3]), contentID: "logo"),
      .init(name: "قرارداد.pdf", mediaType: "application/pdf", content: Data([4, 5, 6])),
    ]
    let types = try text(message).split(separator: "\r\n").filter { $0.hasPrefix("Content-Type") }.map {
      $0.dropFirst("Content-Type: ".count).prefix { $0 != ";" }
    }
    #expect(
      types == [
        "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png",
        "application/pdf",
      ])
    #expect(try text(message).contains("\r\nContent-ID: <logo>\r\n"))
    #expect(try text(message).contains(" filename*=utf-8''%D9%82%D8%B1%D8%A7%D8%B1%D8%AF%D8%A7%D8%AF.pdf\r\n"))
  }

  @Test("No part holds the line that ends it, even where a text quotes it")
  func boundaries() throws {
    var message = EmailMessage.sample()
    message.html = "x"
    let boundary = try #require(
      try text(message).split(separator: "\r\n").first { $0.hasPrefix(" boundary=") || $0.contains("--=_") })
    message.text = "\n\(boundary)\n--=_0_\n" + String(try text(message))
    let lines = try text(message).split(separator: "\r\n").filter { $0.hasPrefix("--=_") }
    #expect(lines.count == 3)
    #expect(Set(lines.map { $0.hasSuffix("--") ? $0.dropLast(2) : $0 }).count == 1)
  }

  @Test(
    "Dates are those of the calendar",
    arguments: [
      (0, "Thu, 1 Jan 1970 00:00:00 +0000"), (-1, "Wed, 31 Dec 1969 23:59:59 +0000"),
      (951_782_400, "Tue, 29 Feb 2000 00:00:00 +0000"), (-2_208_988_800, "Mon, 1 Jan 1900 00:00:00 +0000"),
      (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 +0000"), (1_795_671_664, "Thu, 26 Nov 2026 05:41:04 +0000"),
    ] as [(Int64, String)])
  func dates(seconds: Int64, date: String) throws {
    #expect(try text(.sample(), .sample(seconds: seconds)).hasPrefix("Date: \(date)\r\n"))
  }

  @Test(
    "A date that mail has no form for is refused",
    arguments: [Int64.min, -2_208_988_800_000_001, 253_402_300_800_000_000, .max])
  func noDate(microseconds: Int64) {
    let instant = Instant(microsecondsSince1970: microseconds)
    let delivery = Delivery(key: "k", recipient: "", attempt: 1, instant: instant)
    let error = #expect(throws: EmailError.self) { try EmailMessage.sample().rendered(as: delivery) }
    #expect(error?.problems == [.dateOutOfRange(instant)])
  }

  @Test("A key that is no plain name is hashed, so that equal names mean equal keys")
  func keys() throws {
    let message = EmailMessage.sample()
    #expect(message.messageID(as: .sample("a-b_7")) == "<a-b_7@example.org>")
    let hashed = ["A-b", "a b", "a@b", "a>\r\nBcc: x", "", String(repeating: "a", count: 49), "کلید"]
    let identifiers = hashed.map { message.messageID(as: .sample($0)) }
    #expect(Set(identifiers).count == hashed.count)
    #expect(identifiers.allSatisfy { $0.wholeMatch(of: /<[0-9a-f]{64}@example\.org>/) != nil })
  }

  @Test("A message that is too large is refused, before and after it is encoded")
  func size() throws {
    var message = EmailMessage.sample()
    message.attachments = [.init(name: "a", mediaType: "image/png", content: Data(count: 30_000))]
    let size = try message.rendered(as: .sample()).count
    #expect(try message.rendered(as: .sample(), limit: size).count == size)
    let error = #expect(throws: EmailError.self) { try message.rendered(as: .sample(), limit: size - 1) }
    #expect(error?.problems == [.tooLarge(bytes: size, limit: size - 1)])
    #expect(throws: EmailError(problems: [.tooLarge(bytes: 40_017, limit: 1000)])) {
      try message.rendered(as: .sample(), limit: 1000)
    }
    message.attachments[0].content = Data(count: 20 << 20)
    #expect(throws: EmailError.self) { try message.rendered(as: .sample()) }
  }
}
