import Foundation
import Synchronization
import Testing

@testable import crm

@Suite("Reports")
struct ReportTests {
  private let workbench: Workbench

  init() throws { workbench = try Workbench() }

  /// Four deals of two owners, imported from a file.
  private func fill() async throws {
    let file = workbench.folder.appending(component: "deals.csv")
    try """
    number,name,owner,state,value,closed
    1,one,سارا,won,100.10 USD,2017-03-20
    2,two,سارا,won,50.20 USD,2017-03-21
    3,three,Bob,won,1000.00 USD,2018-01-01
    4,four,Bob,lost,,2017-04-01
    5,five,,open,,
    """.write(to: file, atomically: true, encoding: .utf8)
    let map = workbench.folder.appending(component: "deals.json")
    try """
    {"fields": {"externalID": "number", "name": "name", "owner": {"column": "owner", "by": "name"}, "state": "state",
      "actualValue": "value", "actualCloseDate": "closed"}}
    """.write(to: map, atomically: true, encoding: .utf8)
    let outcome = await workbench.run(
      "import", "opportunity", file.path(), "--map", map.path(), "--key", "externalID", "--create-missing")
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.output.contains("5 rows of opportunity: 5 created, 0 updated, 0 skipped, 0 failed"))
    #expect(outcome.output.contains("2 user"))
  }

  @Test("The JSON of a report is as it is documented")
  func json() async throws {
    try await fill()
    let outcome = await workbench.run(
      "report", "opportunity", "--by", "owner.name", "--count", "--distinct", "state", "--sum", "actualValue", "--avg",
      "actualValue", "--min", "actualCloseDate", "--max", "name", "--median", "closeProbability", "--percentile",
      "90:actualValue", "--json")
    #expect(
      outcome.output == """
        {
          "rows": [
            {"group": {"owner.name": null}, "values": {"count": 1, "distinct(state)": 1, "sum(actualValue)": null, "avg(actualValue)": null, "min(actualCloseDate)": null, "max(name)": "five", "median(closeProbability)": null, "percentile(90:actualValue)": null}},
            {"group": {"owner.name": "Bob"}, "values": {"count": 2, "distinct(state)": 2, "sum(actualValue)": {"amount": "1000.00", "currency": "USD"}, "avg(actualValue)": {"amount": "1000.00", "currency": "USD"}, "min(actualCloseDate)": "2017-04-01", "max(name)": "three", "median(closeProbability)": 50, "percentile(90:actualValue)": {"amount": "1000.00", "currency": "USD"}}},
            {"group": {"owner.name": "سارا"}, "values": {"count": 2, "distinct(state)": 1, "sum(actualValue)": {"amount": "150.30", "currency": "USD"}, "avg(actualValue)": {"amount": "75.15", "currency": "USD"}, "min(actualCloseDate)": "2017-03-20", "max(name)": "two", "median(closeProbability)": 100, "percentile(90:actualValue)": {"amount": "95.11", "currency": "USD"}}}
          ]
        }

        """)
  }

  @Test("Months are those of the calendar asked for, and fiscal years begin when asked")
  func periods() async throws {
    try await fill()
    let groups: [([String], [String])] = [
      (["--by", "actualCloseDate:month"], ["2017-03", "2017-04", "2018-01"]),
      (["--by", "actualCloseDate:month", "--calendar", "persian"], ["1395-12", "1396-01", "1396-10"]),
      (["--by", "actualCloseDate:quarter"], ["2017-Q1", "2017-Q2", "2018-Q1"]),
      (["--by", "actualCloseDate:fiscal-year", "--fiscal-start", "4"], ["FY2017", "FY2018"]),
      (["--by", "actualCloseDate:week"], ["2017-W12", "2017-W13", "2018-W01"]),
      (
        ["--by", "actualCloseDate:day", "--calendar", "persian"],
        ["1395-12-30", "1396-01-01", "1396-01-12", "1396-10-11"]
      ),
    ]
    for (arguments, labels) in groups {
      let outcome = await Workbench.run(["--store", workbench.store, "report", "opportunity"] + arguments)
      let found = outcome.output.split(separator: "\n").dropFirst(2).compactMap {
        $0.split(separator: " ").first.map(String.init)
      }
      #expect(found == ["–"] + labels, "\(arguments): \(outcome.notes)")
    }
    let twice = await workbench.run(
      "report", "opportunity", "--by", "actualCloseDate:year", "--by", "actualCloseDate:month", "--where",
      #"state == "won" and owner.name == "Bob""#, "--json")
    #expect(twice.output.contains(#""group": {"actualCloseDate:year": "2018", "actualCloseDate:month": "2018-01"}"#))
  }

  @Test("Rows are sorted and limited as asked, and the plan is told on request")
  func order() async throws {
    try await fill()
    let outcome = await workbench.run(
      "report", "opportunity", "--by", "owner.name", "--sum", "actualValue", "--sort", "sum(actualValue):desc",
      "--limit", "1",
      "--explain")
    #expect(
      outcome.output.hasPrefix(
        "owner.name  sum(actualValue)\n----------  ----------------\nBob             1,000.00 USD\n\n"))
    #expect(outcome.output.contains("5 rows touched"), "\(outcome.output)")
  }

  @Test("Somebody who acts sees their own records in every command")
  func acting() async throws {
    try await fill()
    let everything = ["one", "two", "three", "four", "five"]
    let seen: [([String], Set<String>)] = [
      (["list", "opportunity", "--as", "Bob"], ["three", "four", "five"]),
      (["list", "opportunity", "--as", "سارا", "--json"], ["one", "two", "five"]),
      (["export", "opportunity", "--as", "Bob"], ["three", "four", "five"]),
      (["report", "opportunity", "--by", "name", "--as", "سارا"], ["one", "two", "five"]),
    ]
    for (call, names) in seen {
      let output = await Workbench.run(["--store", workbench.store] + call).output
      let found = everything.filter { output.contains($0) }
      #expect(Set(found) == names, "\(call)")
    }
    for call in [
      ["show", "opportunity", "one"], ["history", "opportunity", "one"], ["update", "opportunity", "one", "name=x"],
      ["delete", "opportunity", "one"], ["create", "user", "name=Eve"], ["field", "add", "account", "x", "text"],
      ["store", "verify"], ["store", "checkpoint"],
    ] {
      #expect(await Workbench.run(["--store", workbench.store, "--as", "Bob"] + call).status == 1, "\(call)")
    }
    #expect(await workbench.run("store", "info", "--as", "Bob", "--json").output.contains(#""opportunity": 3"#))
    _ = await workbench.run("create", "account", "name=Acme", "owner=Bob")
    let changed = await workbench.run("update", "account", "Acme", "employees=4", "--as", "Bob", "--json")
    let bob = await workbench.run("list", "user", "--where", #"name == "Bob""#, "--columns", "id", "--json")
    let id = try #require(bob.output.firstMatch(of: /"id": "([0-9a-f-]+)"/)?.1)
    #expect(changed.output.contains("\"updatedBy\": \"\(id)\""))
  }

  @Test(
    "A live report follows what others write, as far as whoever asks may see it", arguments: [[], ["--as", "Bob"]])
  func live(acting: [String]) async throws {
    _ = await workbench.run("create", "user", "name=Bob")
    _ = await workbench.run("create", "account", "name=first", "owner=Bob")
    let store = workbench.store
    let hasEnded = Mutex(false)
    async let live = {
      defer { hasEnded.withLock { $0 = true } }
      return await Workbench.run(
        ["--store", store, "report", "account", "--by", "owner.name", "--live", "--every", "0.01", "--changes", "1"]
          + acting)
    }()
    while !hasEnded.withLock({ $0 }) {
      #expect(await workbench.run("create", "account", "name=next", "owner=Bob").status == 0)
      // Nothing here has to wait, and the report needs a thread, too.
      try await Task.sleep(for: .milliseconds(50))
    }
    let outcome = await live
    #expect(outcome.status == 0)
    #expect(outcome.notes == "live: kept\n")
    let counts = outcome.output.matches(of: /Bob +(\d+)/).compactMap { Int($0.1) }
    #expect(counts.count == 2 && counts[0] < counts[1], "\(outcome.output)")
  }

  @Test("Failed rows are shown, written down, mended and imported again")
  func failedRows() async throws {
    let file = workbench.folder.appending(component: "accounts.csv")
    let failures = workbench.folder.appending(component: "failed.csv")
    try "name;employees;country\nAcme;x;Kenya\n;1;\nRoya;3;Iran\n".write(to: file, atomically: true, encoding: .utf8)
    let dry = await workbench.run("import", "account", file.path(), "--dry-run")
    #expect(dry.status == 1)
    #expect(!FileManager.default.fileExists(atPath: workbench.store))

    let first = await workbench.run("import", "account", file.path(), "--failures", failures.path())
    #expect(first.status == 1)
    #expect(first.output.contains("3 rows of account: 1 created, 0 updated, 0 skipped, 2 failed"))
    #expect(first.output.contains("   2  employees: “x”"))
    #expect(first.output.contains("   3  name is required"))

    let mended = try String(contentsOf: failures, encoding: .utf8).replacing("Acme;x", with: "Acme;5").replacing(
      ";1;", with: "Oryx;1;")
    try mended.write(to: failures, atomically: true, encoding: .utf8)
    let again = await workbench.run("import", "account", failures.path(), "--key", "name", "--json")
    #expect(again.status == 0, "\(again)")
    #expect(again.output.contains(#""created": 2"#))
    #expect(await workbench.run("report", "account", "--sum", "employees").output.contains("9"))
  }

  @Test("What is exported is imported again without a change")
  func roundTrip() async throws {
    try await fill()
    let file = workbench.folder.appending(component: "out.csv").path()
    #expect(await workbench.run("export", "opportunity", "--output", file).status == 0)
    let outcome = await workbench.run("import", "opportunity", file, "--key", "id")
    #expect(outcome.output.contains("5 rows of opportunity: 0 created, 0 updated, 5 skipped, 0 failed"), "\(outcome)")
  }

  @Test("The demo is the same each time, and every figure outlives the store's closing")
  func demo() async throws {
    let other = try Workbench()
    let first = await workbench.run("demo", "--opportunities", "80")
    #expect(first.status == 0, "\(first.notes)")
    let second = await other.run("demo", "--opportunities", "80")
    #expect(second.output.replacing(other.store, with: workbench.store) == first.output)
    #expect(first.output.contains("1404-") && first.output.contains("Laboratory for رویا تجارت"))
    #expect(await workbench.run("demo").status == 1, "a store that is there is left alone")
  }
}
