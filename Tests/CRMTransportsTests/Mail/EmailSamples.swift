import CRMCore
import CRMTransports
import Foundation

@testable import struct CRMTransports.SHA256

extension Delivery {
  static func sample(
    _ key: String = "018f3c2e-7c1a-7b2e-8d43-0a1b2c3d4e5f", seconds: Int64 = 1_723_981_680, attempt: Int = 1
  ) -> Delivery {
    Delivery(
      key: key, recipient: "sara@example.org", attempt: attempt,
      instant: Instant(microsecondsSince1970: seconds * 1_000_000))
  }
}

extension EmailMessage {
  static func sample() -> EmailMessage {
    var message = EmailMessage(
      from: Mailbox("sales@example.org", name: "فروش"), to: [Mailbox("sara@example.org", name: "سارا احمدی")],
      subject: "پیش‌فاکتور شما")
    message.text = "سلام سارا"
    return message
  }

  /// What the verifier is to find in it.
  var expectation: [String: Any] {
    func pair(_ mailbox: Mailbox) -> [String] { [mailbox.name ?? "", mailbox.address] }
    func hash(_ data: Data) -> String {
      SHA256.hash(data).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
    var result: [String: Any] = ["subject": subject, "bcc_absent": bcc.map(\.address)]
    // Files that the HTML shows are attachments to the verifier where nothing else is with it.
    if attachments.allSatisfy({ $0.contentID == nil }) {
      result["attachments"] = attachments.map {
        [
          "filename": $0.name, "type": $0.mediaType.split(separator: ";").first.map(String.init) ?? "",
          "sha256": hash($0.content),
        ]
      }
    }
    let lists = [("From", [from]), ("To", to), ("Cc", cc), ("Reply-To", replyTo)].filter { !$0.1.isEmpty }
    result["mailboxes"] = Dictionary(uniqueKeysWithValues: lists.map { ($0, $1.map(pair)) })
    // The verifier's parser keeps the space between two encoded words of a name, so it sees only names of one such word.
    for (name, list) in lists where list.allSatisfy({ ($0.name ?? "").utf8.count <= 45 }) {
      result[name.lowercased().replacing("-", with: "_")] = name == "From" ? pair(from) : list.map(pair)
    }
    if let text { result["text"] = text }
    if let html { result["html"] = html }
    result["headers"] = Dictionary(uniqueKeysWithValues: headers.map { ($0.name, $0.value) })
    result["marketing"] = unsubscription != nil
    return result
  }
}

/// Messages of many kinds, the same from the same seed.
struct EmailMaker {
  var random: SplitMix64

  private static let words = [
    "سلام", "پیش‌فاکتور", "می‌خواهیم", "مرحباً", "بالعالم", "قرارداد", "۱۴۰۳/۰۵/۲۸", "Offer", "naïve", "Ünïcödé",
    "👩‍👩‍👧‍👦", "🇮🇷", "e\u{301}\u{327}", "No.", "(7)", "a=b", "50%", "\"quoted\"", "it's", "x_y", "semi;colon", "comma,", "<b>",
    "=?utf-8?Q?no?=", "日本語", "long" + String(repeating: "word", count: 12), "\\back",
  ]

  mutating func message() -> EmailMessage {
    var message = EmailMessage(from: mailbox(), to: mailboxes(1...4), subject: words(0...30))
    message.cc = mailboxes(0...3)
    message.replyTo = mailboxes(0...2)
    message.bcc = (0..<pick(3)).map { Mailbox("hidden\($0)@secret.example") }
    if pick(4) > 0 { message.text = text() }
    if pick(2) == 0 { message.html = "<html><body><p>\(text())</p></body></html>" }
    message.attachments = (0..<pick(4)).map { _ in attachment() }
    if message.html != nil, pick(3) == 0 {
      message.attachments.append(
        .init(name: "لوگو.png", mediaType: "image/png", content: bytes(), contentID: "logo"))
    }
    if pick(3) == 0 {
      message.unsubscription = .init(
        url: "https://example.org/leave/" + String(repeating: "t", count: pick(200)),
        mail: "leave@example.org?subject=7")
    }
    if pick(3) == 0 { message.references = (0..<pick(20)).map { "<\($0).reference.of.a.conversation@example.org>" } }
    if pick(2) == 0 { message.headers = [.init("X-Campaign", words(1...3)), .init("X-Number", "\(pick(1000))")] }
    return message
  }

  private mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

  private mutating func words(_ counts: ClosedRange<Int>) -> String {
    (0..<Int.random(in: counts, using: &random)).map { _ in Self.words[pick(Self.words.count)] }.joined(separator: " ")
  }

  private mutating func mailbox() -> Mailbox {
    Mailbox("user.\(pick(1000))+tag@example.org", name: pick(3) == 0 ? nil : words(1...6))
  }

  private mutating func mailboxes(_ counts: ClosedRange<Int>) -> [Mailbox] {
    (0..<Int.random(in: counts, using: &random)).map { _ in mailbox() }
  }

  private mutating func text() -> String {
    let isPlain = pick(3) == 0
    let ends = ["\n", "\r\n", " \n", "\t\n", "\n\n", "\n.\n", "\nFrom here\n"]
    return (0..<pick(12)).map { _ in
      (isPlain ? String(repeating: "plain text with = signs ", count: pick(9)) : words(0...25)) + ends[pick(ends.count)]
    }.joined().replacing("\r\n", with: "\n")
  }

  private mutating func bytes() -> Data {
    Data((0..<pick(2000)).map { _ in UInt8.random(in: .min ... .max, using: &random) })
  }

  private mutating func attachment() -> EmailMessage.Attachment {
    let types = ["application/pdf", "text/csv; charset=utf-8", "text/plain", "application/octet-stream", "image/png"]
    return .init(name: words(1...8) + ".pdf", mediaType: types[pick(types.count)], content: bytes())
  }
}
