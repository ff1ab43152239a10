import CRMKit
import Foundation
import Testing

@testable import crm

@Suite("Processes, from the command line")
struct ProcessTests {
  private let workbench: Workbench

  init() throws { workbench = try Workbench() }

  private static let sale = BusinessProcess(
    "sale", of: "opportunity",
    stages: [
      .init(
        "qualify", exits: [.init(to: "won"), .init(to: "lost", isFree: true)],
        gates: [
          .fields(["account"]), .tasks(["Visit"]), .approval("discount", by: "manager", within: .seconds(3600)),
        ], limit: .seconds(86_400)),
      .init("won", label: "برده", isEnd: true), .init("lost", isEnd: true),
    ])

  /// Adds the process, and an opportunity on its way.
  private func start() async throws {
    let file = try workbench.file("sale.json", Self.sale)
    #expect(await workbench.run("process", "add", file).output == "added sale, version 1\n")
    _ = await workbench.run("create", "user", "name=Sara")
    _ = await workbench.run("create", "account", "name=Acme")
    _ = await workbench.run("create", "opportunity", "name=Spring", "owner=Sara")
    #expect(await workbench.run("process", "start", "sale", "opportunity", "Spring").status == 0)
  }

  private func onWay(_ command: String, _ arguments: String...) async -> Workbench.Outcome {
    await Workbench.run(["--store", workbench.store, "process", command, "sale", "opportunity", "Spring"] + arguments)
  }

  @Test("A record goes its way once all that is to be done is done")
  func way() async throws {
    try await start()
    let blocked = await onWay("move")
    #expect(blocked.status == 1)
    for advice in ["fill in account", "finish “Visit”", "ask manager"] { #expect(blocked.notes.contains(advice)) }
    #expect(await workbench.run("update", "opportunity", "Spring", "account=Acme").status == 0)
    #expect(await onWay("finish", "Visit").status == 0)
    #expect(await onWay("ask", "discount").output.contains("wait for the answer of manager"))
    #expect(await onWay("answer", "discount", "--reject", "--comment", "too dear").output.contains("too dear"))
    #expect(await onWay("answer", "discount", "--approve").notes.contains("nobody was asked"))
    #expect(await onWay("ask", "discount").status == 0)
    #expect(await onWay("answer", "discount", "--approve", "--as", "Sara").notes.contains("manager"))
    #expect(await onWay("answer", "discount", "--approve").status == 0)
    #expect(
      await onWay("status").output.hasPrefix(
        """
        opportunity “Spring” in sale, version 1: running, qualify
        may go to: won, lost

        stage    from
        """))
    let moved = await onWay("move", "--json")
    for part in [
      #""state": "completed""#, #""stage": "won""#, #""obstacles": []"#, #""state": "rejected", "comment": "too dear""#,
    ] { #expect(moved.output.contains(part), "\(moved)") }
    #expect(await onWay("abandon").status == 1)
  }

  @Test("A process that changes leaves those on their way where they are")
  func versions() async throws {
    try await start()
    var process = Self.sale
    process.stages[0].gates = []
    let file = try workbench.file("sale.json", process)
    #expect(await workbench.run("process", "add", file).output == "added sale, version 2\n")
    #expect(await onWay("move").status == 1)
    #expect(
      await workbench.run("process", "list", "--all").output == """
        name  version  state    entity       stages  running
        ----  -------  -------  -----------  ------  -------
        sale        1  retired  opportunity       3        1
        sale        2  active   opportunity       3        0

        """)
    let listed = await workbench.run("process", "list", "--json")
    #expect(
      listed.output.contains(
        #"{"name": "sale", "version": 2, "state": "active", "entity": "opportunity", "stages": 3, "running": 0}"#))
    #expect(await onWay("abandon").output.contains("abandoned, qualify"))
  }

  @Test("A process is shown as a table, in the form that can be added again, and drawn")
  func show() async throws {
    try await start()
    let table = await workbench.run("process", "show", "sale")
    #expect(table.output.contains("fields account; tasks “Visit”; approval “discount” by manager"))
    let json = await workbench.run("process", "show", "sale", "--json")
    #expect(try JSONDecoder().decode(BusinessProcess.self, from: Data(json.output.utf8)) == Self.sale)
    #expect(await workbench.run("process", "show", "sale", "--mermaid").output == Self.sale.mermaid)
    #expect(
      await workbench.run("process", "show", "sale", "--svg", "--right-to-left").output
        == Self.sale.svg(rightToLeft: true))
    let drawn = await workbench.run("process", "show", "sale", "--svg", "--json")
    #expect(try drawn.json as? NSDictionary == ["svg": Self.sale.svg()])
    #expect(await workbench.run("process", "show", "sale", "--version", "2").status == 1)
  }

  @Test("What is wrong with a definition is said with its place")
  func wrongDefinitions() async throws {
    var process = Self.sale
    process.stages[0].exits[0].stage = "nowhere"
    let invalid = await workbench.run("process", "add", try workbench.file("p.json", process))
    #expect(invalid.status == 1)
    #expect(invalid.notes.contains("qualify leads to “nowhere”") && invalid.notes.contains("won is never reached"))
    let text = #"{"name": "p", "label": "", "entity": "account", "stages": [{"name": "a"}]}"#
    let file = workbench.folder.appending(component: "q.json")
    try Data(text.utf8).write(to: file)
    let incomplete = await workbench.run("process", "add", file.path())
    #expect(incomplete.status == 1)
    #expect(incomplete.notes.contains("stages.1: “label” is missing"), "\(incomplete.notes)")
  }

  @Test("Somebody moves what they may see, and defines nothing")
  func acting() async throws {
    try await start()
    _ = await workbench.run("create", "user", "name=Bob")
    for command in ["status", "move", "abandon"] {
      #expect(await onWay(command, "--as", "Bob").notes.contains("there is no opportunity"), "\(command)")
    }
    #expect(await onWay("move", "--to", "lost", "--as", "Sara").status == 0)
    let file = try workbench.file("sale.json", Self.sale)
    #expect(await workbench.run("process", "add", file, "--as", "Sara").status == 1)
  }
}
