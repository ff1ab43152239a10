import ArgumentParser
import CRMKit

struct DeleteCommand: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete a record.",
    discussion: """
      crm --store DIR delete account Acme

      Refused while other records need it. Its history stays, and `restore` brings it back. Prints the record as it was.
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var subject: RecordOptions

  func run(on console: Console) async throws {
    let record = try await options.withCRM { crm in
      try await crm.writing { context in
        try context.reading.catalog.type(of: subject.entity).requireWritable()
        let record = try await subject.record(in: context.reading)
        try await context.delete(record.key)
        return record
      }
    }
    try console.print(record, after: "deleted", asJSON: options.json)
  }
}
