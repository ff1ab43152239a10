import CRMCore
import CRMTransports
import Foundation
import NIOCore
import NIOSSL
import Testing

@testable import SMTPMail

@Suite("Mail by SMTP")
struct SMTPTransportTests {
  private let delivery = Delivery(
    key: "k-1", recipient: "", attempt: 1, instant: Instant(microsecondsSince1970: 1_723_981_680_000_000))

  private func message(to recipients: String...) -> EmailMessage {
    var message = EmailMessage(
      from: Mailbox("sales@example.org"), to: recipients.map { Mailbox($0) }, subject: "سلام")
    message.text = ".\n..\n.a\nb."
    return message
  }

  /// Sends a message to a server that follows a script.
  private func send(
    _ message: EmailMessage, _ script: ScriptedServer.Script = .init(), _ change: (inout SMTPServer) -> Void = { _ in }
  ) async throws -> (answer: Result<String?, any Error>, lines: [String]) {
    let scripted = try await ScriptedServer(script)
    var server = SMTPServer(host: "127.0.0.1", port: scripted.port)
    server.security = .offered
    change(&server)
    let answer: Result<String?, any Error>
    do {
      answer = .success(try await SMTPTransport(server: server).send(message, as: delivery))
    } catch {
      answer = .failure(error)
    }
    await scripted.stop()
    return (answer, scripted.lines)
  }

  private func failure(_ answer: Result<String?, any Error>) throws -> DeliveryFailure {
    guard case .failure(let error) = answer else { throw SMTPReply(code: 0, lines: []).failure("it was taken") }
    return try #require(error as? DeliveryFailure, "\(error)")
  }

  @Test("The message arrives byte for byte, its dots doubled on the way")
  func transparency() async throws {
    let message = message(to: "a@example.org", "b@example.org")
    let (answer, lines) = try await send(message)
    #expect(try answer.get() == "250 fine")
    #expect(
      lines.prefix(5) == [
        "EHLO localhost\r", "MAIL FROM:<sales@example.org>\r", "RCPT TO:<a@example.org>\r", "RCPT TO:<b@example.org>\r",
        "DATA\r",
      ])
    let sent = lines.dropFirst(5).prefix { $0 != ".\r" }.map { $0.hasPrefix(".") ? String($0.dropFirst()) : $0 }
    let rendered = String(decoding: try message.rendered(as: delivery), as: UTF8.self)
    #expect(sent.map { $0 + "\n" }.joined().utf8.elementsEqual(rendered.utf8))
    #expect(lines.contains("..\r") && lines.contains("...\r") && lines.contains("..a\r") && lines.last == "QUIT\r")
  }

  @Test(
    "A refusal passes or is final by its number, at every step",
    arguments: ["MAIL", "RCPT", "DATA", "."],
    [(421, true), (451, true), (452, true), (550, false), (552, false), (554, false)])
  func refusals(step: String, reply: (code: Int, isPassing: Bool)) async throws {
    var script = ScriptedServer.Script()
    script.reply = {
      $0.hasPrefix(step) && ($0 == "." || step != ".") ? "\(reply.code)-because\r\n\(reply.code) so" : nil
    }
    let failure = try failure(try await send(message(to: "a@example.org"), script).answer)
    #expect(failure.isPassing == reply.isPassing)
    #expect(failure.reason.contains("\(reply.code) because so"), "\(failure)")
  }

  @Test("Recipients who are refused are named; where one is put off, nobody gets the message")
  func recipients() async throws {
    var script = ScriptedServer.Script()
    script.reply = { line in
      if line.contains("reject") { return "550 5.1.1 no such user" }
      return line.contains("defer") ? "451 4.3.0 later" : nil
    }
    let mixed = try await send(message(to: "a@example.org", "reject@example.org"), script)
    #expect(try mixed.answer.get() == "250 fine; refused reject@example.org: 550 5.1.1 no such user")
    let put = try await send(message(to: "a@example.org", "reject@example.org", "defer@example.org"), script)
    #expect(try failure(put.answer).isPassing)
    #expect(!put.lines.contains("DATA\r"))
    let none = try await send(message(to: "reject@example.org"), script)
    #expect(try !failure(none.answer).isPassing)
  }

  @Test(
    "A server that is silent, hangs up, talks nonsense or talks too much may do better later",
    arguments: ["", "close", "hello", "999 what", "250 one\r\n250 two", "250-" + String(repeating: "x", count: 10_000)])
  func nonsense(reply: String) async throws {
    var script = ScriptedServer.Script()
    script.reply = { $0.hasPrefix("MAIL") ? reply : nil }
    let failure = try failure(
      try await send(message(to: "a@example.org"), script) { $0.replyTimeLimit = .milliseconds(300) }.answer)
    #expect(failure.isPassing, "\(failure)")
  }

  @Test(
    "Where the server does not say whether it took the message, nobody claims to know",
    arguments: ["", "close", "hello"])
  func uncertain(reply: String) async throws {
    var script = ScriptedServer.Script()
    script.reply = { $0 == "." ? reply : nil }
    let (answer, _) = try await send(message(to: "a@example.org"), script) { $0.dataTimeLimit = .milliseconds(300) }
    #expect(throws: UncertainDelivery.self) { try answer.get() }
  }

  @Test("A server that takes no connections, or says so, may take them later")
  func unavailable() async throws {
    let busy = try await send(message(to: "a@example.org"), .init(greeting: "554 not now"))
    #expect(try failure(busy.answer).isPassing)
    let scripted = try await ScriptedServer(.init())
    await scripted.stop()
    let gone = try await send(message(to: "a@example.org")) { $0.port = scripted.port }
    #expect(try failure(gone.answer).isPassing)
  }

  @Test("A message that is larger than the server takes is not sent")
  func size() async throws {
    let (answer, lines) = try await send(message(to: "a@example.org"), .init(abilities: ["PIPELINING", "SIZE 100"]))
    #expect(try !failure(answer).isPassing)
    #expect(!lines.contains { $0.hasPrefix("MAIL") })
    let roomy = try await send(message(to: "a@example.org"), .init(abilities: ["size 100000"]))
    #expect(roomy.lines.contains { $0.wholeMatch(of: /MAIL FROM:<sales@example.org> SIZE=\d+\r/) != nil })
  }

  @Test("The password is said by PLAIN, or by LOGIN, or not at all")
  func authentication() async throws {
    func logIn(_ server: inout SMTPServer) { server.credentials = .init(user: "sara", password: "geheim") }
    let message = message(to: "a@example.org")
    let plain = try await send(message, .init(abilities: ["AUTH LOGIN PLAIN"]), logIn)
    #expect(try plain.answer.get() == "250 fine")
    #expect(plain.lines.contains("AUTH PLAIN AHNhcmEAZ2VoZWlt\r"))

    var script = ScriptedServer.Script(abilities: ["AUTH LOGIN"])
    script.reply = { $0 == "c2FyYQ==" ? "334 UGFzc3dvcmQ6" : $0 == "Z2VoZWlt" ? "235 welcome" : nil }
    let login = try await send(message, script, logIn)
    #expect(try login.answer.get() == "250 fine")

    for abilities in [[], ["AUTH CRAM-MD5"]] {
      let neither = try await send(message, .init(abilities: abilities), logIn)
      #expect(try failure(neither.answer).isPassing)
    }
    script.reply = { $0.hasPrefix("AUTH") ? "535 5.7.8 no" : nil }
    let wrong = try failure(try await send(message, script, logIn).answer)
    #expect(wrong.isPassing && !wrong.reason.contains("geheim"))
  }

  @Test("The password is not sent in the clear to a host that is not known to be this machine")
  func passwordInTheClear() async throws {
    let (answer, lines) = try await send(message(to: "a@example.org"), .init(abilities: ["AUTH PLAIN"])) { server in
      // A name server knows it all the same.
      server.host = "LocalHost"
      server.credentials = .init(user: "sara", password: "geheim")
    }
    #expect(try failure(answer).isPassing)
    #expect(lines.count { $0.hasPrefix("EHLO") } == 1 && !lines.contains { $0.hasPrefix("AUTH") })
  }

  @Test("TLS that is required and not offered, or refused, keeps the message here")
  func noTLS() async throws {
    for abilities in [[], ["STARTTLS"]] {
      var script = ScriptedServer.Script(abilities: abilities)
      script.reply = { $0 == "STARTTLS" ? "454 not now" : nil }
      let (answer, lines) = try await send(message(to: "a@example.org"), script) { $0.security = .required }
      #expect(try failure(answer).isPassing)
      #expect(!lines.contains { $0.hasPrefix("MAIL") })
    }
  }

  @Test("What was put in before TLS is not taken for what came after")
  func injection() async throws {
    var script = ScriptedServer.Script(abilities: ["STARTTLS"])
    for reply in ["220 go on\r\n250-here\r\n250 AUTH PLAIN", "220 go on\r\n250-he"] {
      script.reply = { $0 == "STARTTLS" ? reply : nil }
      let (answer, lines) = try await send(message(to: "a@example.org"), script)
      #expect(try failure(answer).isPassing)
      #expect(lines.filter { $0.hasPrefix("EHLO") }.count == 1)
    }
  }
}
