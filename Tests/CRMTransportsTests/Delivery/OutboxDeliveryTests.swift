import CRMCore
import CRMMemoryStore
import CRMTransports
import Foundation
import Testing

extension OutboxChannel where Message == EmailMessage {
  fileprivate static let mail = OutboxChannel("mail")
}

@Suite("Transports behind the outbox")
struct OutboxDeliveryTests {
  @Test("Mail that is posted lands in the maildir, attachments and all; what can't be sent is given up at once")
  func mail() async throws {
    try await withFolder { folder in
      let mail = folder + "/mail"
      try MaildirTransport.create(at: mail)
      let store = try MemoryStore([OutboxMessage.self], environment: .replayable(seed: 1))
      var message = EmailMessage.sample()
      message.attachments = [
        .init(name: "قرارداد.bin", mediaType: "application/octet-stream", content: Data(UInt8.min...UInt8.max))
      ]
      var spoilt = message
      spoilt.subject = "Offer\r\nBcc: everybody@example.org"
      let posted = try await store.post(message, over: .mail, to: "sara@example.org")
      let refused = try await store.post(spoilt, over: .mail, to: "reza@example.org")

      var runner = OutboxRunner(store, name: "mailer")
      runner.connect(.mail, to: MaildirTransport(folder: mail))
      let run = try await runner.deliverDue()
      #expect(run == OutboxRun(sent: 1, failed: 1))
      let name = try #require(try await store.get(posted.id).answer)
      let written = String(
        decoding: try #require(FileManager.default.contents(atPath: "\(mail)/new/\(name)")), as: UTF8.self)
      #expect(written.contains(Data(UInt8.min...UInt8.max).base64EncodedString().prefix(76)))
      #expect(written.contains("Message-ID: <\(posted.id)@example.org>"))
      let failure = try await store.get(refused.id).failure
      #expect(failure == EmailError.Problem.controlCharacter(field: "subject").description)
    }
  }

  @Test(
    "A missing folder is tried again, and a channel that delivers at most once makes no second attempt it can't be sure of"
  )
  func attempts() async throws {
    try await withFolder { folder in
      let store = try MemoryStore([OutboxMessage.self], environment: .replayable(seed: 1))
      try await store.post(.sample(), over: .mail, to: "sara@example.org")
      var runner = OutboxRunner(store, name: "mailer")
      runner.connect(.mail, to: MaildirTransport(folder: folder + "/none"))
      let missing = try await runner.deliverDue()
      #expect(missing == OutboxRun(postponed: 1))

      try await store.post(.sample(), over: .mail, to: "reza@example.org")
      let silent = ClosureTransport<EmailMessage> { _, _ in throw UncertainDelivery("no answer") }
      var careful = OutboxRunner(store, name: "careful")
      careful.connect(.mail, to: silent, DeliveryPolicy(guarantee: .atMostOnce))
      let uncertain = try await careful.deliverDue()
      #expect(uncertain == OutboxRun(failed: 1))
    }
  }
}
