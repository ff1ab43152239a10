import CRMCore
import CRMTransports
import Foundation
import Testing

@Suite("Messages as another parser reads them", .enabled(if: MailVerifier.path != nil, MailVerifier.reason))
struct EmailVerifierTests {
  @Test("Messages of many kinds keep to the RFCs, and say what they were told to", arguments: 0..<4 as Range<UInt64>)
  func manyKinds(seed: UInt64) throws {
    var maker = EmailMaker(random: SplitMix64(seed: seed))
    let messages = try (0..<80).map { number in
      let message = maker.message()
      return (bytes: try message.rendered(as: .sample("k-\(seed)-\(number)")), expected: message.expectation)
    }
    for complaint in try MailVerifier.complaints(messages) { Issue.record("\(complaint)") }
  }

  @Test("Subjects and names of every length come back whole")
  func lengths() throws {
    let text = "به نام خداوند جان و خرد، کزین برتر اندیشه برنگذرد؛ می‌خواهم 👩‍👩‍👧‍👦 "
    let long = String(repeating: text, count: 12)
    let messages = try stride(from: 0, through: long.count, by: 11).map { length in
      var message = EmailMessage.sample()
      message.subject = String(long.prefix(length)).trimmingCharacters(in: .whitespaces)
      message.to[0].name = message.subject
      message.attachments = [.init(name: message.subject + ".pdf", mediaType: "application/pdf", content: Data())]
      return (bytes: try message.rendered(as: .sample()), expected: message.expectation)
    }
    for complaint in try MailVerifier.complaints(messages) { Issue.record("\(complaint)") }
  }

  @Test("Attachments of every byte value come back as they were, and so do texts with every kind of line")
  func everyByte() throws {
    var messages: [(bytes: [UInt8], expected: [String: Any])] = []
    for count in [0, 1, 2, 3, 56, 57, 58, 255, 256, 4096] {
      var message = EmailMessage.sample()
      let content = Data((0..<count).map { UInt8(truncatingIfNeeded: $0) })
      message.text = (0..<count).map { String(repeating: "a ", count: $0 % 80) + "\t" }.joined(separator: "\n")
      message.attachments = [
        .init(name: "every byte.bin", mediaType: "application/octet-stream", content: content),
        .init(name: "بدون‌نوع.txt", mediaType: "text/plain", content: content),
      ]
      messages.append((try message.rendered(as: .sample()), message.expectation))
    }
    for complaint in try MailVerifier.complaints(messages) { Issue.record("\(complaint)") }
  }

  @Test("The verifier finds what is wrong with a message that was spoilt")
  func bites() throws {
    var message = EmailMessage.sample()
    message.bcc = [Mailbox("hidden@secret.example")]
    let bytes = try message.rendered(as: .sample())
    var wrong = message.expectation
    wrong["subject"] = "something else"
    let spoilt = [(bytes: Array("Bcc: hidden@secret.example\r\n".utf8) + bytes, expected: wrong)]
    #expect(try MailVerifier.complaints(spoilt).count == 3)
  }
}
