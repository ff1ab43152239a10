import ArgumentParser
import CRMKit

struct ReportCommand: Subcommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Count and sum records by groups.",
    discussion: """
      crm --store DIR report opportunity --by state
      crm --store DIR report opportunity --where 'state == "won"' \\
        --by owner.name --by actualCloseDate:month --calendar persian \\
        --count --sum actualValue --percentile 90:actualValue
      crm --store DIR report account --by industry --median employees \\
        --sort 'median(employees):desc' --limit 5

      Periods are day, week, month, quarter, year, fiscal-quarter and fiscal-year. \
      Rows are in the order of their groups unless --sort names a figure (count, \
      sum(actualValue)) or one of the groups. Without a figure, records are counted.
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var selection: FilterOptions

  @Option(help: ArgumentHelp("Group by a field or path, or by the period that it lies in.", valueName: "path[:period]"))
  var by: [GroupArgument] = []

  @OptionGroup var calendarOptions: CalendarOptions
  @OptionGroup var figures: FigureOptions

  @Option(help: ArgumentHelp("Sort by a figure or group; again for further keys.", valueName: "key[:desc]"))
  var sort: [SortArgument] = []

  @Option(help: "The most rows.")
  var limit: Int?

  @Flag(help: "Say how the question was answered.")
  var explain = false

  func validate() throws {
    guard limit.map({ $0 > 0 }) ?? true else { throw ValidationError("--limit must be at least 1.") }
    let layout = layout
    let twice = Dictionary(grouping: layout.names, by: \.self).filter { $0.value.count > 1 }.keys.sorted()
    if let name = twice.first { throw ValidationError("\(name) is asked for twice.") }
    for key in sort where layout.sortKey(key.name) == nil {
      throw ValidationError(
        "--sort \(key.name) is neither a group nor a figure of this report: \(layout.names.joined(separator: ", ")).")
    }
  }

  func run(on console: Console) async throws {
    let environment = try calendarOptions.environment
    let calendar = environment.calendar
    let (rows, plan) = try await options.withCRM(in: environment) { crm in
      try await crm.reading { context in
        let (type, filter) = try await selection.resolved(in: context)
        var query = AggregateQuery(
          type, where: filter, by: by.map { $0.grouping(in: calendar) }, measures: figures.all.map(\.measure))
        query.sort = sort.compactMap { key in
          layout.sortKey(key.name).map { AggregateSort($0, isDescending: key.isDescending) }
        }
        query.limit = limit
        return (try await context.aggregate(query), explain ? try await context.explain(query) : nil)
      }
    }
    if options.json { return try console.print(layout.json(rows, plan)) }
    try console.print(layout.table(rows))
    if let plan { try console.print("\n\(plan)") }
  }

  private var layout: ReportLayout { ReportLayout(groups: by, figures: figures.all.map(\.name)) }
}
