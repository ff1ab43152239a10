import CRMCore
import CRMTransports
import Foundation
import Testing

@Suite("Maildirs, files and closures")
struct FileTransportTests {
  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test("A message appears in the maildir once, however often it is sent, and also after a reader has taken it")
  func maildir() async throws {
    try await withFolder { folder in
      let mail = folder + "/mail"
      try MaildirTransport.create(at: mail)
      try MaildirTransport.create(at: mail)
      let transport = MaildirTransport(folder: mail)
      let name = try #require(try await transport.send(.sample(), as: .sample("k-1")))
      _ = try await transport.send(.sample(), as: .sample("k-1", seconds: 1_800_000_000, attempt: 2))
      #expect(try names(mail + "/new") == [name])
      #expect(try names(mail + "/tmp").isEmpty)
      let written = FileManager.default.contents(atPath: mail + "/new/" + name)
      #expect(written == Data(try EmailMessage.sample().rendered(as: .sample("k-1"))))

      try FileManager.default.moveItem(atPath: "\(mail)/new/\(name)", toPath: "\(mail)/cur/\(name):2,S")
      _ = try await transport.send(.sample(), as: .sample("k-1", attempt: 3))
      #expect(try names(mail + "/new").isEmpty)
      for number in 2...9 { _ = try await transport.send(.sample(), as: .sample("k-\(number)")) }
      #expect(try names(mail + "/new").count == 8)
    }
  }

  @Test("A maildir's key can't lead out of it")
  func escape() async throws {
    try await withFolder { folder in
      try MaildirTransport.create(at: folder + "/mail")
      _ = try await MaildirTransport(folder: folder + "/mail").send(.sample(), as: .sample("../../escaped"))
      #expect(try names(folder) == ["mail"])
      #expect(try names(folder + "/mail/new").count == 1)
    }
  }

  @Test("A missing folder passes, and a malformed message does not")
  func failures() async throws {
    try await withFolder { folder in
      let transport = MaildirTransport(folder: folder + "/none")
      await #expect(throws: TransportFileError.missingFolder(folder + "/none/cur")) {
        try await transport.send(.sample(), as: .sample())
      }
      let files = FileTransport<EmailMessage>(folder: folder + "/none")
      await #expect(throws: TransportFileError.self) { try await files.send(.sample(), as: .sample()) }
      var message = EmailMessage.sample()
      message.to = []
      let failure = await #expect(throws: DeliveryFailure.self) { try await transport.send(message, as: .sample()) }
      #expect(failure?.isPassing == false)
    }
  }

  @Test("Each message is a file of its own, whole and written once")
  func files() async throws {
    try await withFolder { folder in
      let transport = FileTransport<[String: String]>(folder: folder)
      let name = try #require(try await transport.send(["متن": "سلام/"], as: .sample("k-1")))
      _ = try await transport.send(["متن": "changed"], as: .sample("k-1", attempt: 2))
      _ = try await transport.send([:], as: .sample("k-2"))
      #expect(try names(folder) == ["k-1.json", "k-2.json"])
      let content = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
      #expect(
        content
          == #"{"attempt":1,"instant":"2024-08-18T11:48:00Z","key":"k-1","message":{"متن":"سلام/"},"recipient":"sara@example.org"}"#
          + "\n")
    }
  }

  @Test("A message without a form in JSON is refused for good")
  func noJSON() async throws {
    try await withFolder { folder in
      let transport = FileTransport<Double>(folder: folder)
      let failure = await #expect(throws: DeliveryFailure.self) { try await transport.send(.nan, as: .sample()) }
      #expect(failure?.isPassing == false)
      let left = try names(folder)
      #expect(left.isEmpty)
    }
  }

  @Test("A closure gets the message and the delivery, and its answer and its errors come through")
  func closure() async throws {
    let transport = ClosureTransport<String> { message, delivery in
      if message.isEmpty { throw DeliveryFailure.passing("later") }
      return "\(message) \(delivery.key) \(delivery.attempt)"
    }
    #expect(try await transport.send("m", as: .sample("k", attempt: 3)) == "m k 3")
    await #expect(throws: DeliveryFailure.passing("later")) { try await transport.send("", as: .sample()) }
  }
}
