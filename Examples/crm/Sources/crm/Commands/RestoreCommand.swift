import ArgumentParser
import CRMKit

struct RestoreCommand: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Bring a deleted record back.",
    discussion: "crm --store DIR restore account 018f3c2e-7c1a-7b2e-8d43-0a1b2c3d4e5f")

  @OptionGroup var options: GlobalOptions
  @OptionGroup var subject: RecordOptions

  func run(on console: Console) async throws {
    let record = try await options.withCRM { crm in
      try await crm.writing { context in
        try context.reading.catalog.type(of: subject.entity).requireWritable()
        return try await context.restore(subject.key(in: context.reading))
      }
    }
    try console.print(record, after: "restored", asJSON: options.json)
  }
}
