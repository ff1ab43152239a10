import ArgumentParser

/// Prints reports again.
struct TableCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "table", abstract: "Print the tables of reports, as --json writes them.")

  @Argument(help: "The reports.")
  var files: [String]

  func run() async throws {
    for (position, path) in files.enumerated() {
      let report = try Report(contentsOf: path)
      if position == 0 { print(report.machine.description) }
      print("", ReportTable(report).render(), separator: "\n")
    }
  }
}
