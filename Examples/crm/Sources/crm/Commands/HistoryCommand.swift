import ArgumentParser
import CRMKit

struct HistoryCommand: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "Show who changed a record, when, and from what to what.",
    discussion: """
      crm --store DIR history account Acme

      Also of a deleted record, by its identifier.
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var subject: RecordOptions

  func run(on console: Console) async throws {
    let history = try await options.withCRM { crm in
      try await crm.reading { try await RecordHistory(of: subject.key(in: $0), in: $0) }
    }
    if options.json { try console.print(history.json) } else { try console.print(history.table) }
  }
}
