import CRMKit
import Foundation
import Testing

@testable import crm

@Suite("Workflows, agenda, outbox and inbox, from the command line")
struct AutomationTests {
  private let workbench: Workbench

  init() throws { workbench = try Workbench() }

  private static let greet = Workflow(
    "greet", on: "contact", when: .created, if: .compare("email", .notEqual, .null),
    do: [.post(channel: "email", to: .field("email"), message: #"{"subject": "Welcome, {name}"}"#)])

  private func add(_ workflow: Workflow) async throws {
    let outcome = await workbench.run("workflow", "add", try workbench.file("\(workflow.name).json", workflow))
    #expect(outcome.output == "added \(workflow.name)\n", "\(outcome.notes)")
  }

  private func rows(_ arguments: String...) async throws -> [[String: Any]] {
    let outcome = await Workbench.run(["--store", workbench.store, "--json"] + arguments)
    let page = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    return try #require(page?["rows"] as? [[String: Any]], "\(outcome)")
  }

  @Test("A workflow is tried, added, carried out, noted, disabled and enabled")
  func workflow() async throws {
    _ = await workbench.run("create", "contact", "givenName=Roya", "email=roya@example.com")
    _ = await workbench.run("create", "contact", "givenName=Omid")
    let file = try workbench.file("greet.json", Self.greet)
    #expect(await workbench.run("workflow", "dry-run", file).output.contains("Roya     created"))
    let matches = await workbench.run("workflow", "dry-run", file, "--since", "2999-01-01", "--json")
    #expect(matches.output == "{\n  \"matches\": []\n}\n")
    #expect(try await rows("outbox", "list").isEmpty)

    try await add(Self.greet)
    _ = await workbench.run("create", "contact", "givenName=Sara", "email=sara@example.com")
    let messages = try await rows("outbox", "list", "--state", "waiting")
    #expect(messages.map { $0["message"] as? String } == [#"{"subject": "Welcome, Sara"}"#])
    #expect(
      await workbench.run("workflow", "runs", "greet").output.contains("greet     contact  Sara    created  done"))

    #expect(await workbench.run("workflow", "disable", "greet").output == "disabled greet\n")
    _ = await workbench.run("create", "contact", "givenName=Bob", "email=bob@example.com")
    #expect(try await rows("outbox", "list").count == 1)
    #expect(await workbench.run("workflow", "list").output.contains("disabled"))
    #expect(await workbench.run("workflow", "enable", "greet", "--json").output.contains(#""enabled": true"#))
    let shown = await workbench.run("workflow", "show", "greet")
    #expect(try JSONDecoder().decode(Workflow.self, from: Data(shown.output.utf8)) == Self.greet)
  }

  @Test("What is due is done, what fails says so, and other programs' work is left to them")
  func agenda() async throws {
    try await add(
      Workflow(
        "mark", on: "account", when: .created, timing: .afterwards, do: [.set(["website": .literal("example.com")])]))
    try await add(Workflow("print", on: "product", when: .created, do: [.call("label", ["name": .field("name")])]))
    try await add(
      Workflow(
        "write", on: "contact", when: .created, timing: .afterwards,
        do: [.post(channel: "email", to: .field("email"), message: "{}")]))
    _ = await workbench.run("create", "account", "name=Acme")
    _ = await workbench.run("create", "product", "name=Desk")
    let listed = await workbench.run("agenda", "list")
    #expect(listed.output.contains("workflow  account  Acme"), "\(listed.output)")
    let run = await workbench.run("agenda", "run")
    #expect(run.status == 0)
    #expect(run.output == "1 done, 0 skipped, 0 failed\nleft to a program that does “hostCall”: 1\n")
    #expect(await workbench.run("show", "account", "Acme").output.contains("example.com"))

    _ = await workbench.run("create", "contact", "givenName=Omid")
    let failed = await workbench.run("agenda", "run", "--json")
    #expect(failed.status == 1)
    #expect(failed.output.contains(#""done": 0"#) && failed.output.contains("names nobody"), "\(failed)")
    #expect(failed.output.contains(#""givenUp": false"#) && failed.output.contains(#""left": {"hostCall": 1}"#))
    #expect(try await rows("agenda", "list").map { $0["attempts"] as? Int } == [0, 1])
    #expect(try await rows("agenda", "list", "--given-up").isEmpty)
  }

  @Test("What was given up goes back in line, and only that")
  func outbox() async throws {
    try await add(Self.greet)
    _ = await workbench.run("create", "contact", "givenName=Sara", "email=sara@example.com")
    _ = await workbench.run("create", "contact", "givenName=Bob", "email=bob@example.com")
    let ids = try await rows("outbox", "list").compactMap { $0["id"] as? String }
    _ = await workbench.run("update", "outboxMessage", ids[0], "state=failed", "dueAt=", "failure=no such mailbox")
    let listed = await workbench.run("outbox", "list", "--state", "failed")
    #expect(listed.output.contains("no such mailbox") && !listed.output.contains("sara@example.com"))
    let refused = await workbench.run("outbox", "retry", ids[0], ids[1])
    #expect(refused.status == 1 && refused.notes.contains("\(ids[1]) was not given up"))
    #expect(try await rows("outbox", "list", "--state", "failed").count == 1)
    #expect(await workbench.run("outbox", "retry", ids[0]).output == "back in line: \(ids[0])\n")
    #expect(try await rows("outbox", "list", "--state", "waiting").count == 2)
  }

  @Test("Somebody's inbox is theirs")
  func inbox() async throws {
    for name in ["Sara", "Bob"] {
      _ = await workbench.run("create", "user", "name=\(name)")
      _ = await workbench.run("create", "account", "name=Acme of \(name)", "owner=\(name)")
    }
    let all = await workbench.run("inbox", "list")
    #expect(all.output.contains("Sara       assignment  account  Acme of Sara"), "\(all.output)")
    #expect(all.output.contains("Acme of Bob"))
    let own = await workbench.run("inbox", "list", "--as", "Bob")
    #expect(own.output.contains("Acme of Bob") && !own.output.contains("Sara"))
    let id = try #require(try await rows("inbox", "list", "--as", "Bob").first?["id"] as? String)
    #expect(await workbench.run("inbox", "read", id, "--as", "Sara").status == 1)
    #expect(await workbench.run("inbox", "read", "--as", "Bob").output == "marked as read: 1\n")
    #expect(try await rows("inbox", "list", "--as", "Bob").isEmpty)
    #expect(try await rows("inbox", "list", "--as", "Bob", "--all").count == 1)
    #expect(try await rows("inbox", "list").count == 1)
  }

  @Test("Whatever definitions and rows hold can't drive the terminal", arguments: [nil, 80])
  func hostileText(width: Int?) async throws {
    let hostile = "\u{1B}]0;owned\u{7}\u{9B}31m\u{202E}"
    let process = BusinessProcess(
      hostile, label: hostile, of: "account",
      stages: [
        .init(hostile, label: hostile, exits: [.init(to: "end")], gates: [.tasks([hostile])]),
        .init("end", isEnd: true),
      ])
    let workflow = Workflow(
      hostile, on: "account", when: .created,
      do: [.post(channel: hostile, to: .literal(.text(hostile)), message: "{}"), .call(hostile, [:])])
    let files = (try workbench.file("p.json", process), try workbench.file("w.json", workflow))
    let calls = [
      ["process", "add", files.0], ["workflow", "add", files.1], ["create", "account", "name=\(hostile)"],
      ["process", "list"], ["process", "show", hostile], ["process", "show", hostile, "--json"],
      ["process", "show", hostile, "--svg", "--json"], ["process", "start", hostile, "account", hostile],
      ["process", "status", hostile, "account", hostile], ["process", "status", hostile, "account", hostile, "--json"],
      ["workflow", "list"], ["workflow", "list", "--json"], ["workflow", "show", hostile], ["workflow", "runs"],
      ["workflow", "dry-run", files.1], ["workflow", "disable", hostile], ["outbox", "list"],
      ["outbox", "list", "--json"], ["agenda", "list"], ["agenda", "run"], ["inbox", "list"],
    ]
    for call in calls {
      let outcome = await Workbench.run(["--store", workbench.store] + call, width: width)
      #expect(outcome.status == 0, "\(call): \(outcome.notes)")
      for scalar in (outcome.output + outcome.notes).unicodeScalars where scalar != "\n" {
        #expect(scalar.properties.generalCategory != .control && scalar != "\u{202E}", "\(call)")
      }
    }
  }
}
