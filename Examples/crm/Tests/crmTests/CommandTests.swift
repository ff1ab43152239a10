import CRMKit
import Foundation
import Testing

@testable import crm

@Suite("Commands")
struct CommandTests {
  private let workbench: Workbench

  init() throws { workbench = try Workbench() }

  /// The identifier of the record that a command printed as JSON.
  private func id(of outcome: Workbench.Outcome) throws -> String {
    let record = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
    return try #require(record?["id"] as? String)
  }

  @Test("Options may stand before and after the command")
  func globalOptions() async {
    #expect(await workbench.run("create", "account", "name=Acme").status == 0)
    for arguments in [
      ["--store", workbench.store, "--json", "list", "account", "--columns", "name"],
      ["list", "account", "--columns", "name", "--json", "--store", workbench.store],
      ["list", "--store", workbench.store, "account", "--json", "--columns", "name"],
    ] {
      let outcome = await Workbench.run(arguments)
      #expect(outcome.status == 0)
      #expect(
        outcome.output == "{\n  \"rows\": [\n    {\"name\": \"Acme\"}\n  ],\n  \"total\": 1,\n  \"next\": null\n}\n")
    }
  }

  @Test("What was called wrongly ends with 64, what failed with 1, on standard error")
  func exitCodes() async {
    _ = await workbench.run("create", "account", "name=Acme")
    let wrongCalls = [
      ["list"], ["lsit", "account"], ["list", "account", "--limit", "0"], ["report", "account", "--by", "x:fortnight"],
      ["report", "account", "--sort", "x"], ["report", "account", "--by", "state", "--by", "state"],
      ["report", "account", "--zone", "Nowhere/City"], ["list", "account", "--today", "tomorrow"],
      ["report", "account", "--fiscal-start", "13"], ["field", "add", "account", "tier", "colour"],
      ["report", "account", "--changes", "1"], ["report", "account", "--live", "--changes", "0"],
      ["report", "account", "--live", "--every", "0"], ["report", "account", "--live", "--explain"],
      ["outbox", "retry"], ["outbox", "retry", "x"], ["outbox", "list", "--state", "lost"], ["inbox", "read"],
      ["agenda", "list", "--limit", "0"], ["workflow", "dry-run", "x.json", "--since", "once"],
      ["process", "answer", "p", "account", "Acme", "discount"], ["process", "show", "p", "--svg", "--mermaid"],
    ]
    for call in wrongCalls {
      let outcome = await Workbench.run(["--store", workbench.store] + call)
      #expect(outcome.status == 64, "\(call)")
      #expect(outcome.output.isEmpty && !outcome.notes.isEmpty, "\(call)")
    }
    #expect(await Workbench.run(["list", "account"]).status == 64)
    let failures: [([String], String)] = [
      (["list", "acount"], "did you mean account?"),
      (["list", "account", "--where", "nam == 1"], "did you mean name?"),
      (["list", "account", "--where", "name == "], "^"), (["list", "account", "--sort", "nam"], "did you mean name?"),
      (["list", "account", "--columns", "owner.nam"], "did you mean name?"),
      (["list", "account", "--after", "x"], "not a cursor"),
      (["show", "account", "Nobody"], "there is no account “Nobody”"),
      (["report", "account", "--sum", "name"], "name"), (["list", "account", "--as", "nobody"], "there is no user"),
      (["update", "account", "Acme", "industri=retail"], "did you mean industry?"),
      (["update", "historyEntry", "x", "y=z"], "history"), (["export", "account", "--columns", "nam"], "name"),
      (["process", "show", "sale"], "there is no process “sale”"),
      (["process", "move", "sale", "account", "Acme"], "never sent through “sale”"),
      (["workflow", "enable", "greet"], "there is no workflow “greet”"),
      (["workflow", "add", "/nowhere.json"], "can't read /nowhere.json"),
      (["outbox", "retry", "018f3c2e-7c1a-7b2e-8d43-0a1b2c3d4e5f"], "there is no outboxMessage"),
    ]
    for (call, reason) in failures {
      let outcome = await Workbench.run(["--store", workbench.store] + call)
      #expect(outcome.status == 1, "\(call)")
      #expect(outcome.notes.contains(reason), "\(call): \(outcome.notes)")
      #expect(outcome.output.isEmpty)
    }
  }

  @Test("Relative periods are counted from the day that is named")
  func today() async {
    for day in ["2017-12-01", "2017-12-31"] {
      _ = await workbench.run("create", "opportunity", "name=\(day)", "createdOn=\(day)")
    }
    for (today, expected) in [("2017-12-31", "2017-12-31"), ("1396/09/12", "2017-12-01"), ("2018-02-01", "")] {
      let outcome = await workbench.run(
        "export", "opportunity", "--where", "createdOn in last 7 days", "--columns", "name", "--today", today)
      #expect(outcome.output == (["name", expected, ""].filter { !$0.isEmpty } + [""]).joined(separator: "\r\n"))
    }
    let report = await workbench.run(
      "report", "opportunity", "--where", "createdOn in this month", "--today", "2017-12-15", "--json")
    #expect(report.output.contains(#""count": 2"#))
  }

  @Test("The history can't be written, by an import either")
  func historyIsWritten() async throws {
    _ = await workbench.run("create", "account", "name=Acme")
    let file = workbench.folder.appending(component: "history.csv")
    try Data("subject,record,kind\naccount,x,deleted\n".utf8).write(to: file)
    for call in [["import", "historyEntry", file.path], ["create", "historyEntry", "subject=account"]] {
      let outcome = await Workbench.run(["--store", workbench.store] + call)
      #expect(outcome.status == 1 && outcome.notes.contains("the history is written by the store alone"))
    }
  }

  @Test("Only commands that write make a store")
  func missingStore() async {
    let reading = [
      ["describe"], ["list", "account"], ["show", "account", "x"], ["report", "account"], ["history", "account", "x"],
      ["export", "account"], ["field", "list"], ["store", "info"], ["store", "verify"], ["store", "checkpoint"],
      ["update", "account", "x", "name=y"], ["delete", "account", "x"], ["import", "account", "/nowhere.csv"],
      ["create", "acount", "name=x"], ["report", "account", "--live"], ["agenda", "list"], ["agenda", "run"],
      ["outbox", "list"], ["inbox", "list"], ["process", "list"], ["process", "show", "x"], ["workflow", "list"],
      ["workflow", "runs"], ["workflow", "add", "/nowhere.json"],
    ]
    for call in reading {
      let outcome = await Workbench.run(["--store", workbench.store] + call)
      #expect(outcome.status == 1, "\(call): \(outcome.notes)")
    }
    #expect(!FileManager.default.fileExists(atPath: workbench.store))
  }

  @Test("A record is created, changed, found by name, deleted and restored")
  func records() async throws {
    let created = await workbench.run(
      "create", "account", "name=Acme", "revenue=1,250,000 USD", "industry=Retail", "--json")
    #expect(created.status == 0, "\(created.notes)")
    #expect(created.output.contains(#""revenue": {"amount": "1250000.00", "currency": "USD"}"#))
    let id = try id(of: created)
    #expect(await workbench.run("create", "account", "name=Roya", "parent=acme").status == 0)
    #expect(await workbench.run("update", "account", "ACME", "industry=", "employees=۱۲").status == 0)

    let stale = await workbench.run("update", "account", "Acme", "employees=13", "--revision", "1")
    #expect(stale.status == 1)
    #expect(stale.notes.contains("employees"))

    let shown = await workbench.run("show", "account", id)
    #expect(shown.output.contains("employees       12"))
    #expect(!shown.output.contains("industry"))
    #expect(
      await workbench.run("list", "account", "--columns", "name,parent.name", "--sort", "name:desc").output == """
        name  parent.name
        ----  -----------
        Roya  Acme
        Acme

        """)

    #expect(await workbench.run("delete", "account", "Acme").output.hasPrefix("deleted account \(id) “Acme”"))
    #expect(await workbench.run("show", "account", "Acme").status == 1)
    #expect(await workbench.run("restore", "account", id).status == 0)
    let restored = await workbench.run("show", "account", "Acme", "--json")
    #expect(restored.output.contains(#""revision": 3"#))
  }

  @Test("Everything that is wrong with the values is said at once")
  func problems() async {
    _ = await workbench.run("create", "account", "name=Acme")
    let outcome = await workbench.run(
      "update", "account", "Acme", "emploees=1", "revenue=abc", "owner=Nobody", "revision=3", "x")
    for reason in [
      "did you mean employees?", "“abc” is not an amount", "no user “Nobody”", "kept by the store", "FIELD=VALUE",
    ] {
      #expect(outcome.notes.contains(reason), "\(outcome.notes)")
    }
    #expect(await workbench.run("show", "account", "Acme", "--json").output.contains(#""revision": 1"#))
  }

  @Test("A name that several records have is not guessed")
  func ambiguity() async throws {
    let first = try id(of: await workbench.run("create", "account", "name=علی", "--json"))
    _ = await workbench.run("create", "account", "name=علي")
    #expect(
      await workbench.run("show", "account", "علی", "--json").output.contains(first),
      "as written, only one is called so")
    _ = await workbench.run("create", "account", "name=علی")
    let outcome = await workbench.run("show", "account", "علی")
    #expect(outcome.status == 1)
    #expect(outcome.notes.contains(first))
  }

  @Test("Lists go on where they ended")
  func paging() async throws {
    for name in ["a", "b", "c"] { _ = await workbench.run("create", "account", "name=\(name)") }
    let first = await workbench.run("list", "account", "--sort", "name", "--columns", "name", "--limit", "2", "--json")
    let page = try JSONSerialization.jsonObject(with: Data(first.output.utf8)) as? [String: Any]
    let next = try #require(page?["next"] as? String)
    let second = await workbench.run(
      "list", "account", "--sort", "name", "--columns", "name", "--limit", "2", "--json", "--after", next)
    #expect(second.output == "{\n  \"rows\": [\n    {\"name\": \"c\"}\n  ],\n  \"total\": 3,\n  \"next\": null\n}\n")
  }

  @Test("Custom fields are added, written, filtered, described and removed")
  func customFields() async {
    #expect(
      await workbench.run("field", "add", "account", "tier", "choice", "--choice", "gold", "--choice", "silver").status
        == 0)
    #expect(await workbench.run("create", "account", "name=Acme", "tier=Gold").status == 0)
    #expect(await workbench.run("create", "account", "name=Roya", "tier=lead").status == 1)
    #expect(
      await workbench.run("list", "account", "--where", #"tier == "gold""#, "--columns", "name,tier").output.contains(
        "Acme  gold"))
    #expect(await workbench.run("report", "account", "--by", "tier", "--json").output.contains(#"{"tier": "gold"}"#))
    #expect(await workbench.run("describe", "account").output.contains("gold, silver"))
    #expect(await workbench.run("field", "list", "--json").output.contains(#""name": "tier""#))
    #expect(await workbench.run("field", "remove", "account", "tier").status == 0)
    #expect(await workbench.run("list", "account", "--where", #"tier == "gold""#).status == 1)
  }

  @Test("Whatever records hold can't drive the terminal", arguments: [nil, 80])
  func hostileText(width: Int?) async throws {
    let hostile = "\u{1B}]0;owned\u{7}\u{9B}31m\u{202E}"
    _ = await workbench.run("create", "account", "name=\(hostile)", "website=\(hostile)")
    let calls = [
      ["list", "account"], ["list", "account", "--json"], ["show", "account", hostile],
      ["history", "account", hostile],
      ["report", "account", "--by", "website"], ["report", "account", "--by", "website", "--json"],
      ["show", "account", hostile + "x"],
      ["update", "account", hostile, "employees=1"], ["delete", "account", hostile],
    ]
    for call in calls {
      let outcome = await Workbench.run(["--store", workbench.store] + call, width: width)
      for scalar in (outcome.output + outcome.notes).unicodeScalars where scalar != "\n" {
        #expect(scalar.properties.generalCategory != .control && scalar != "\u{202E}", "\(call)")
      }
    }
    _ = await workbench.run("create", "account", "name=\(hostile)")
    #expect(!(await workbench.run("export", "account", width: 80)).output.contains("\u{1B}"))
    #expect(await workbench.run("export", "account").output.contains(hostile), "a pipe gets what records hold")
  }
}
