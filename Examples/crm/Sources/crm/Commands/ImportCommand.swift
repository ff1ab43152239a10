import ArgumentParser
import CRMKit
import Foundation

struct ImportCommand: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Import the rows of a CSV file.",
    discussion: """
      crm --store DIR import account accounts.csv --key name
      crm --store DIR import contact outlook.csv --create-missing --dry-run
      crm --store DIR import opportunity deals.csv --map deals.json --key externalID

      With a key, rows update the records that have the same value there; without, \
      each becomes a record. Rows that can't be taken are shown with every reason \
      and written to a file that can be mended and imported again: NAME-failed.csv \
      in the current folder, unless --failures names another. The exit code is 1 then.

      Without a mapping, columns are matched by their names. A mapping says for each \
      field where its value comes from:

      {"fields": {
        "name": "deal",
        "owner": {"column": "agent", "by": "name", "create": true},
        "actualValue": {"column": "value", "currency": "USD"},
        "actualCloseDate": {"column": "closed", "format": "dd/MM/yyyy"},
        "state": {"column": "stage", "values": {"Closed": "won"}}
      }}
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: "The kind of record that the rows are.")
  var entity: String

  @Argument(help: "The file.", completion: .file(extensions: ["csv"]))
  var file: String

  @Option(
    name: .customLong("map"), help: "How columns become fields, in JSON.", completion: .file(extensions: ["json"]))
  var mapping: String?

  @Option(help: "The field by which records are found that exist.")
  var key: String?

  @Flag(help: "Create the records that references name and that do not exist.")
  var createMissing = false

  @Flag(help: "Check everything and keep nothing.")
  var dryRun = false

  @Option(help: "The file's encoding, when it is not recognised.")
  var encoding: CSVEncoding?

  @OptionGroup var csv: CSVOptions

  @Option(help: "The file for the rows that could not be taken.", completion: .file())
  var failures: String?

  func run(on console: Console) async throws {
    // All that can be wrong outside of the store comes first, so that none is created for nothing.
    let type = try Catalog(CRM.recordTypes).type(of: entity)
    try type.requireWritable()
    for path in [file, mapping].compactMap(\.self) where access(path, R_OK) != 0 {
      throw CommandError("can't open \(path): \(String(cString: strerror(errno)))")
    }
    let mapping = try mapping.map { try ImportMapping(json: Data(contentsOf: URL(filePath: $0))) }
    let report = try await withTarget { crm in
      defer { console.progress(nil) }
      return try await Importer(crm, options: importerOptions(console))
        .import(URL(filePath: file), into: type, mapping: mapping, key: key)
    }
    let result = ImportResult(report: report, entity: entity, failureFile: report.failed > 0 ? failureFile?.path : nil)
    if options.json { try console.print(result.json) } else { try result.print(on: console) }
    if report.failed > 0 { throw ExitCode.failure }
  }

  /// A dry run into a store that does not exist yet takes place in memory.
  private func withTarget(_ body: (CRM) async throws -> ImportReport) async throws -> ImportReport {
    if try dryRun && options.actor == nil && options.address.isVacant {
      return try await body(CRM(store: .memory))
    }
    return try await options.withCRM(creating: !dryRun, body)
  }

  private var readerOptions: CSVReader.Options { CSVReader.Options(encoding: encoding, delimiter: csv.delimiter) }

  private func importerOptions(_ console: Console) -> Importer.Options {
    Importer.Options(
      isDryRun: dryRun, createsMissing: createMissing, failureFile: failureFile, csv: readerOptions,
      progress: { console.progress($0.line) })
  }

  /// A dry run leaves no file behind that was not asked for.
  private var failureFile: URL? {
    if let failures { return URL(filePath: failures) }
    let name = URL(filePath: file).deletingPathExtension().lastPathComponent
    return dryRun ? nil : URL(filePath: "\(name)-failed.csv")
  }
}

extension ImportProgress {
  fileprivate var line: String {
    var parts = ["\(rows.description.groupingThousands) rows"]
    if let totalBytes, totalBytes > 0 { parts.append("\(min(bytes * 100 / totalBytes, 100)) %") }
    if failed > 0 { parts.append("\(failed) failed") }
    return parts.joined(separator: ", ")
  }
}
