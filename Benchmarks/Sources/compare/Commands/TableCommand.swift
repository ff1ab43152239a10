import ArgumentParser

/// Prints reports again.
struct TableCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "table", abstract: "Print the tables of reports, as --json writes them.")

  @Argument(help: "The reports.")
  var files: [String]

  func run() async throws {
    var last: String?
    for path in files {
      let report = try Report(contentsOf: path)
      // Said once where reports are of the same run.
      if report.circumstances != last { print(last == nil ? "" : "\n", report.circumstances, separator: "") }
      last = report.circumstances
      print("", ReportTable(report).render(), separator: "\n")
    }
  }
}
