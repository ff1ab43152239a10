import ArgumentParser
import CRMKit
import Foundation

struct DemoCommand: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Make a small company and ask it some questions.",
    discussion: """
      crm demo

      The company is made from a seed and is the same each time. It is kept in the folder that --store names, which \
      must be new or empty, or in a new temporary one, for more questions.
      """)

  @OptionGroup var options: GlobalOptions

  @Option(help: "What the company is made from.")
  var seed: UInt64 = 7

  @Option(help: "How many opportunities it has.")
  var opportunities = 600

  func validate() throws {
    guard options.actor == nil else { throw ValidationError("The demo makes its own users; leave out --as.") }
    guard (1...100_000).contains(opportunities) else { throw ValidationError("--opportunities is 1 to 100,000.") }
  }

  func run(on console: Console) async throws {
    let path = try options.folder ?? temporaryFolder()
    let before = try await makeCompany(at: path)
    if options.json {
      return try console.print(.object(["store": .string(path), "won": before, "reopened": try await won(at: path)]))
    }
    try console.print(
      "A small company was made from seed \(seed), and its store closed. It is opened again for each question.\n")
    try console.print(
      "  folder: \(path.terminalSafe)\n  run:    crm --store \(path.quotedForShell.terminalSafe) COMMAND\n")
    for stop in DemoTour.stops {
      try console.print("\(stop.title)\n$ crm \(stop.arguments.map(\.quotedForShell).joined(separator: " "))\n")
      let status = await Program.run(["--store", path] + stop.arguments, on: console)
      guard status == 0 else { throw ExitCode(status) }
      try console.print("")
    }
    guard try await won(at: path) == before else {
      throw CommandError("the store holds something else than was written")
    }
    try console.print(
      "Every figure is what it was before the store was closed. Look around: describe, list, show, report.")
  }

  /// Makes the company and returns what was won, as it is before the store is closed.
  private func makeCompany(at path: String) async throws -> JSONValue {
    guard (try? FileManager.default.contentsOfDirectory(atPath: path))?.isEmpty ?? true else {
      throw CommandError("\(path) is not empty; name a new folder for the demo")
    }
    let today = try CalendarDate(year: 2026, month: 6, day: 30)
    let clock = DemoClock()
    clock.set(to: try today.adding(days: -550))
    var environment = CRMEnvironment.replayable(seed: seed)
    environment.clock = { clock.now }
    let store = try FileStore(at: path, CRM.recordTypes, environment: environment)
    let crm = CRM(store)
    let company = try DemoCompany(seed: seed, today: today, opportunities: opportunities, in: crm)
    try await company.insert()
    try await DemoDeal(crm: crm, clock: clock, company: company).play()
    let result = try await won(in: crm)
    try await store.close()
    return result
  }

  private func won(at path: String) async throws -> JSONValue {
    let store = try FileStore(at: path, CRM.recordTypes, mayCreate: false)
    let result = try await won(in: CRM(store))
    try await store.close()
    return result
  }

  private func won(in crm: CRM) async throws -> JSONValue {
    let rows = try await crm.aggregate(
      Opportunity.self, where: \.state == .won, by: [Grouping("owner.name")], .count, .sum("actualValue"))
    return ReportLayout(groups: ["owner.name"].compactMap(GroupArgument.init), figures: ["count", "sum(actualValue)"])
      .json(rows, nil)
  }

  private func temporaryFolder() throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(component: "crm-demo-XXXXXX")
    var path = folder.path(percentEncoded: false).utf8CString.map(\.self)
    guard mkdtemp(&path) != nil else { throw CommandError("can't make a folder: \(String(cString: strerror(errno)))") }
    return String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

extension String {
  /// The text as one word of a shell's command line.
  fileprivate var quotedForShell: String {
    let isPlain = allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./:,()=".contains($0)) }
    return isPlain && !isEmpty && !contains("(") ? self : "'\(replacing("'", with: "'\\''"))'"
  }
}
