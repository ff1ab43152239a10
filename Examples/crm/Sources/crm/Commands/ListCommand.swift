import ArgumentParser
import CRMKit

struct ListCommand: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List records.",
    discussion: """
      crm --store DIR list account
      crm --store DIR list opportunity --where 'state == "won"' --sort actualValue:desc
      crm --store DIR list contact --where 'name matches "ahmadi"' --columns name,email
      crm --store DIR list opportunity --where 'actualCloseDate in last 90 days'

      Without --columns, a table shows the first fields that hold something, and JSON \
      all of them. JSON has the rows, how many records meet the condition in total, \
      and in "next" the place to go on from, or null.
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var selection: FilterOptions
  @OptionGroup var calendarOptions: CalendarOptions

  @Option(
    help: ArgumentHelp(
      "Sort by a field or path; again for further keys. name.order sorts by people's alphabets.",
      valueName: "path[:desc]"))
  var sort: [SortArgument] = []

  @Option(help: ArgumentHelp("The fields or paths to show, with commas between.", valueName: "path,…"))
  var columns: ColumnNames?

  @OptionGroup var page: PageOptions

  @Flag(help: "Say how the question was answered.")
  var explain = false

  func run(on console: Console) async throws {
    let list = try await options.withCRM(in: calendarOptions.environment) { crm in
      try await crm.reading { context in
        let (type, filter) = try await selection.resolved(in: context)
        let scope = try await context.scope()
        let everything = options.json ? type.allPaths(scope) : type.tellingPaths(scope, catalog: context.catalog)
        return try await ListPage(
          page.query(type, where: filter, sort: sort.map(\.term)), columns?.paths ?? everything, isExplained: explain,
          in: context)
      }
    }
    try list.print(on: console, asJSON: options.json, keepingAll: columns != nil)
  }
}
