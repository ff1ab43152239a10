import CRMTransports
import Foundation
import Testing

@Suite("Mail that modules put into the outbox which don't know this one")
struct OtherModulesMessageTests {
  @Test("A mailing's message, letter by letter as CRMMarketing encodes it, is mail")
  func mailing() throws {
    // CRMMarketingTests hold the other side to the same text.
    let json =
      #"{"from":{"address":"news@x.example"},"subject":"Hi","text":"T","to":[{"address":"sara@x.example","name":"Sara"}],"unsubscription":{"url":"https://x.example/1"}}"#
    let message = try JSONDecoder().decode(EmailMessage.self, from: Data(json.utf8))
    var expected = EmailMessage(
      from: Mailbox("news@x.example"), to: [Mailbox("sara@x.example", name: "Sara")], subject: "Hi")
    expected.text = "T"
    expected.unsubscription = EmailMessage.Unsubscription(url: "https://x.example/1")
    #expect(message == expected)
    #expect(message.problems.isEmpty)
  }
}
