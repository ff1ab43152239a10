import ArgumentParser
import CRMKit

struct ShowCommand: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show all of one record.",
    discussion: #"crm --store DIR show account "Acme Corporation""#)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var subject: RecordOptions

  func run(on console: Console) async throws {
    let (record, names) = try await options.withCRM { crm in
      try await crm.reading { context in
        let record = try await subject.record(in: context)
        return (record, try await record.referenceNames(in: context))
      }
    }
    if options.json { return try console.print(record.json()) }
    try console.print(try record.table(names: names))
  }
}
