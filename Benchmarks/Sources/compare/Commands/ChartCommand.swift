import ArgumentParser
import Foundation

/// Draws how cost grows.
struct ChartCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chart", abstract: "Draw how cost grows with the number of records, from several runs' reports.")

  @Argument(help: "The reports, as --json writes them.")
  var files: [String]

  @Option(help: "Where the chart is written to as SVG.")
  var output = "growth.svg"

  func run() async throws {
    let rows = try files.flatMap { try Report.rows(contentsOf: $0) }
    try Data(GrowthChart(rows).svg().utf8).write(to: URL(filePath: output))
  }
}
