import ArgumentParser
import CRMKit

struct DescribeCommand: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "describe", abstract: "Show the kinds of records, or the fields of one.",
    discussion: "crm --store DIR describe opportunity")

  @OptionGroup var options: GlobalOptions

  @Argument(help: "The kind of record whose fields are shown.")
  var entity: String?

  func run(on console: Console) async throws {
    let (types, custom) = try await options.withCRM { crm in
      (
        try entity.map { [try crm.store.catalog.type(of: $0)] } ?? crm.store.catalog.types,
        try await crm.reading { try await $0.customFields() }
      )
    }
    let descriptions = types.map { EntityDescription($0, custom: custom[$0.entity] ?? [:]) }
    if options.json {
      return try console.print(.object(["entities": .array(descriptions.map(\.json))]))
    }
    if entity != nil, let description = descriptions.first { return try console.print(description.table) }
    let rows = descriptions.map { description in
      let own = description.fields.prefix { $0.name != "revision" }.map(\.name)
      return [description.entity, own.joined(separator: ", ")]
    }
    try console.print(TextTable(columns: [.init("entity"), .init("fields")], rows: rows))
  }
}
