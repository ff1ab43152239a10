import CRMCore
import CRMTransports
import Foundation
import Testing

/// Tested against small programs that stand for `sendmail`.
@Suite(
  "Mail by the system's sendmail",
  .enabled(if: FileManager.default.isExecutableFile(atPath: "/bin/sh"), "there is no /bin/sh"))
struct SendmailTransportTests {
  /// Calls `body` with a transport whose program is a shell script, and with the folder that the script is in.
  private func with(
    _ script: String, timeLimit: Duration = .seconds(1200), _ body: (SendmailTransport, String) async throws -> Void
  ) async throws {
    try await withFolder { folder in
      let path = folder + "/sendmail"
      try "#!/bin/sh\n\(script)\n".write(toFile: path + ".text", atomically: false, encoding: .utf8)
      // Another process writes what is run: a file that this one had open for writing could be held open, and so be kept from running, by
      // a program that another test starts at the same moment.
      let copy = Process()
      copy.executableURL = URL(fileURLWithPath: "/bin/sh")
      copy.arguments = ["-c", #"cat "$0.text" >"$0" && chmod 755 "$0""#, path]
      try copy.run()
      copy.waitUntilExit()
      try await body(SendmailTransport(path: path, timeLimit: timeLimit), folder)
    }
  }

  @Test("The program gets the message, the sender and every recipient, and no address as an option")
  func arguments() async throws {
    var message = EmailMessage.sample()
    message.bcc = [Mailbox("-oQ/tmp@example.org"), Mailbox("a'b$(touch x)`x`@example.org")]
    message.bcc.removeLast()
    message.bcc.append(Mailbox("o'hara$`x`@example.org"))
    message.returnPath = "bounces+7@example.org"
    try await with(#"d=$(dirname "$0"); for a in "$@"; do echo "$a" >>"$d/arguments"; done; cat >"$d/message""#) {
      transport, folder in
      let answer = try await transport.send(message, as: .sample())
      #expect(answer == message.messageID(as: .sample()))
      let arguments = try String(contentsOfFile: folder + "/arguments", encoding: .utf8)
      #expect(
        arguments.split(separator: "\n") == [
          "-i", "-f", "bounces+7@example.org", "--", "sara@example.org", "-oQ/tmp@example.org",
          "o'hara$`x`@example.org",
        ])
      let bytes = FileManager.default.contents(atPath: folder + "/message")
      #expect(bytes == Data(try message.rendered(as: .sample())))
    }
  }

  @Test("A message larger than any pipe goes through, and a program that reads nothing hangs nobody")
  func large() async throws {
    var message = EmailMessage.sample()
    message.attachments = [.init(name: "a", mediaType: "image/png", content: Data(count: 3 << 20))]
    let size = try message.rendered(as: .sample()).count
    try await with(#"wc -c >"$(dirname "$0")/size""#) { transport, folder in
      _ = try await transport.send(message, as: .sample())
      let found = try String(contentsOfFile: folder + "/size", encoding: .utf8).filter { !$0.isWhitespace }
      #expect(found == "\(size)")
    }
    try await with("exit 0") { transport, _ in _ = try await transport.send(message, as: .sample()) }
  }

  @Test(
    "How the program ends says whether to try again",
    arguments: [
      (64, false), (65, false), (66, false), (67, false), (68, false), (69, true), (70, true), (71, true), (72, true),
      (73, true), (74, true), (75, true), (76, true), (77, false), (78, true), (1, true), (127, true),
    ] as [(Int, Bool)])
  func exitCodes(code: Int, isPassing: Bool) async throws {
    try await with("echo 'it said' >&2; echo \"  why\" >&2; exit \(code)") { transport, _ in
      let failure = await #expect(throws: DeliveryFailure.self) { try await transport.send(.sample(), as: .sample()) }
      #expect(failure?.isPassing == isPassing)
      #expect(failure?.reason.hasSuffix(": it said why") == true, "\(String(describing: failure))")
      #expect(failure?.reason.contains("\(code)") == true)
    }
  }

  @Test("Of a program that is killed it is not known what it did; one that isn't there may be there later")
  func killed() async throws {
    try await with("kill -9 $$") { transport, _ in
      await #expect(throws: UncertainDelivery.self) { try await transport.send(.sample(), as: .sample()) }
    }
    let failure = await #expect(throws: DeliveryFailure.self) {
      try await SendmailTransport(path: "/nonexistent/sendmail").send(.sample(), as: .sample())
    }
    #expect(failure?.isPassing == true)
  }

  @Test("A program that takes too long is ended, even one that does not listen, and one that left a child behind")
  func timeLimit() async throws {
    try await with("trap '' TERM; exec sleep 3600", timeLimit: .milliseconds(200)) { transport, _ in
      await #expect(throws: UncertainDelivery.self) { try await transport.send(.sample(), as: .sample()) }
    }
    try await with("sleep 1000 & echo $! >\"$0.child\"; exit 0") { transport, folder in
      _ = try await transport.send(.sample(), as: .sample())
      let text = try String(contentsOfFile: folder + "/sendmail.child", encoding: .utf8)
      let child = try #require(pid_t(text.filter(\.isNumber)))
      // It works on, and is ended here: as long as it does, Foundation leaves its parent unreaped, in whose sight tests that await the exit of
      // another process see nothing of theirs.
      #expect(kill(child, SIGKILL) == 0)
    }
  }

  @Test("A task that is cancelled waits for no program")
  func cancellation() async throws {
    try await with("echo >\"$0.started\"; exec sleep 3600") { transport, folder in
      let sending = Task { try await transport.send(.sample(), as: .sample()) }
      while !FileManager.default.fileExists(atPath: folder + "/sendmail.started") {
        try await Task.sleep(for: .milliseconds(1))
      }
      sending.cancel()
      await #expect(throws: CancellationError.self) { try await sending.value }
    }
  }

  @Test("A message that is none reaches no program")
  func refused() async throws {
    var message = EmailMessage.sample()
    message.subject = "a\nBcc: x@example.org"
    try await with(#"touch "$0.started""#) { [message] transport, folder in
      let failure = await #expect(throws: DeliveryFailure.self) { try await transport.send(message, as: .sample()) }
      #expect(failure?.isPassing == false)
      #expect(!FileManager.default.fileExists(atPath: folder + "/sendmail.started"))
    }
  }
}
