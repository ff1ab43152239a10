import ArgumentParser
import CRMKit

struct CreateCommand: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Add a record.",
    discussion: """
      crm --store DIR create account name=Acme industry=retail
      crm --store DIR create contact givenName=Sara familyName=Ahmadi account=Acme
      crm --store DIR create opportunity name="Spring order" owner=sara@example.com \\
        estimatedValue="1,250,000 USD" estimatedCloseDate=1405/01/31

      Other records are named by their identifier, or by a name that only one has. \
      Prints the record.
      """)

  @OptionGroup var options: GlobalOptions

  @Argument(help: "The kind of record, such as account.")
  var entity: String

  @Argument(help: ArgumentHelp("The values.", valueName: "field=value"))
  var assignments: [String] = []

  func run(on console: Console) async throws {
    let type = try Catalog(CRM.recordTypes).type(of: entity)
    try type.requireWritable()
    let record = try await options.withCRM(creating: true) { crm in
      try await crm.writing { context in
        let values = try await Assignments(texts: assignments).values(for: type, in: context.reading)
        return try await context.insert(AnyRecord(type: type, id: crm.environment.newIdentifier(), values: values))
      }
    }
    try console.print(record, after: "created", asJSON: options.json)
  }
}
