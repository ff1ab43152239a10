import ArgumentParser
import CRMKit

struct UpdateCommand: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "update", abstract: "Change a record.",
    discussion: """
      crm --store DIR update account Acme industry=software website=
      crm --store DIR update account Acme employees=12 --revision 3

      A field without a value becomes empty. With --revision, the change is refused \
      when somebody changed the record since. Prints the record.
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var subject: RecordOptions

  @Argument(help: ArgumentHelp("The new values.", valueName: "field=value"))
  var assignments: [String]

  @Option(help: "The revision of the record that the change was made from.")
  var revision: Int64?

  func run(on console: Console) async throws {
    let record = try await options.withCRM { crm in
      try await crm.writing { context in
        let type = try context.reading.catalog.type(of: subject.entity)
        try type.requireWritable()
        let current = try await subject.record(in: context.reading)
        var values = try current.values()
        values.merge(try await Assignments(texts: assignments).values(for: type, in: context.reading)) { $1 }
        var stamp = current.stamp
        stamp.revision = revision ?? stamp.revision
        return try await context.update(AnyRecord(type: type, id: current.id, stamp: stamp, values: values))
      }
    }
    try console.print(record, after: "updated", asJSON: options.json)
  }
}
