import ArgumentParser
import CRMKit
import Foundation

struct DemoCommand: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Make a small company and ask it some questions.",
    discussion: """
      crm demo

      The company is made from a seed and is the same each time. It is kept where --store says, which \
      must be new or empty, or in a new temporary folder, for more questions.
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
    let address = try options.storeAddress ?? .folder(temporaryFolder())
    let before = try await makeCompany(at: address)
    if options.json {
      return try console.print(
        .object(["store": .string("\(address)"), "won": before, "reopened": try await won(at: address)]))
    }
    try console.print(
      "A small company was made from seed \(seed), and its store closed. It is opened again for each question.\n")
    try console.print(
      "  store: \(address.description.terminalSafe)\n  run:   crm --store \(address.description.quotedForShell.terminalSafe) COMMAND\n"
    )
    for stop in DemoTour.stops {
      try console.print("\(stop.title)\n$ crm \(stop.arguments.map(\.quotedForShell).joined(separator: " "))\n")
      let status = await Program.run(["--store", address.argument] + stop.arguments, on: console)
      guard status == 0 else { throw ExitCode(status) }
      try console.print("")
    }
    guard try await won(at: address) == before else {
      throw CommandError("the store holds something else than was written")
    }
    try console.print(
      "Every figure is what it was before the store was closed. Look around: describe, list, show, report.")
  }

  /// Makes the company and returns what was won, as it is before the store is closed.
  private func makeCompany(at address: StoreAddress) async throws -> JSONValue {
    let occupied = CommandError("\(address) is not empty; name a new place for the demo")
    if case .folder(let path) = address {
      guard (try? FileManager.default.contentsOfDirectory(atPath: path))?.isEmpty ?? true else { throw occupied }
    }
    let today = try CalendarDate(year: 2026, month: 6, day: 30)
    let clock = DemoClock()
    clock.set(to: try today.adding(days: -550))
    var environment = CRMEnvironment.replayable(seed: seed)
    environment.clock = { clock.now }
    return try await address.withStore(creating: true, in: environment) { store in
      let crm = CRM(store)
      guard try await crm.count(User.self) == 0 else { throw occupied }
      let company = try DemoCompany(seed: seed, today: today, opportunities: opportunities, in: crm)
      try await company.insert()
      try await DemoDeal(crm: crm, clock: clock, company: company).play()
      return try await won(in: crm)
    }
  }

  private func won(at address: StoreAddress) async throws -> JSONValue {
    try await address.withStore { try await won(in: CRM($0)) }
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
