import ArgumentParser
import CRMKit
import Foundation

struct ExportCommand: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write records as CSV, or with --json as JSON, a line each.",
    discussion: """
      crm --store DIR export account --output accounts.csv
      crm --store DIR export contact --columns name,account.name,email --spreadsheet
      crm --store DIR export opportunity --where 'state == "won"' --json

      Without --columns, everything that can be imported again: import with --key id.
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var selection: FilterOptions
  @OptionGroup var calendarOptions: CalendarOptions

  @Option(help: ArgumentHelp("The fields or paths to write, with commas between.", valueName: "path,…"))
  var columns: ColumnNames?

  @Option(help: ArgumentHelp("The order; again for further keys.", valueName: "path[:desc]"))
  var sort: [SortArgument] = []

  @Option(help: "The file, which appears when it is whole. Standard output otherwise.", completion: .file())
  var output: String?

  @OptionGroup var csv: CSVOptions

  @Flag(help: "For opening in a spreadsheet: with a byte-order mark, and no cell is taken for a formula.")
  var spreadsheet = false

  func run(on console: Console) async throws {
    let count = try await options.withCRM(in: calendarOptions.environment) { crm in
      let (type, filter) = try await crm.reading { try await selection.resolved(in: $0) }
      let query = RecordQuery(type, where: filter, sort: sort.map(\.term))
      let exporter = Exporter(crm, format: format) { console.progress("\($0.description.groupingThousands) records") }
      defer { console.progress(nil) }
      if let output { return try await exporter.export(query, columns: columns?.paths, to: URL(filePath: output)) }
      return try await exporter.export(query, columns: columns?.paths) { try console.write(lines: $0) }
    }
    if let output { console.note("records exported to \(output): \(count)") }
  }

  private var format: Exporter.Format {
    if options.json { return .jsonLines }
    return .csv(
      CSVWriter.Options(
        delimiter: csv.delimiter ?? .comma, writesByteOrderMark: spreadsheet, neutralizesFormulas: spreadsheet))
  }
}
