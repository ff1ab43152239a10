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

      A live report stands beside other programs that write to the store, such as this one in another window. It costs \
      what they change where it can be kept from that, which is said on standard error.
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

  @OptionGroup var liveOptions: LiveOptions

  func validate() throws {
    guard !(explain && liveOptions.live) else {
      throw ValidationError("A live report says by itself how it is kept; leave out --explain.")
    }
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
    if liveOptions.live { return try await follow(on: console) }
    let (rows, plan) = try await options.withCRM(in: calendarOptions.environment) { crm in
      try await crm.reading { context in
        let query = try await query(in: context)
        return (try await context.aggregate(query), explain ? try await context.explain(query) : nil)
      }
    }
    if options.json { return try console.print(layout.json(rows, plan)) }
    try console.print(layout.table(rows))
    if let plan { try console.print("\n\(plan)") }
  }

  /// Prints the report, and again whenever it has changed.
  private func follow(on console: Console) async throws {
    let (store, refresh) = try await options.address.openBesideOthers(calendarOptions.environment)
    let crm = try await options.acting(on: CRM(store))
    let report = crm.live(try await crm.reading { try await query(in: $0) })
    console.note("live: \(report.maintenance)")
    try await liveOptions.follow(report, refreshing: refresh) { rows in
      if options.json { try console.print(layout.json(rows, nil)) } else { try console.print(layout.table(rows)) }
      if !options.json { try console.print("") }
    }
  }

  private func query(in context: borrowing ReadContext) async throws -> AggregateQuery {
    let (type, filter) = try await selection.resolved(in: context)
    let calendar = context.environment.calendar
    var query = AggregateQuery(
      type, where: filter, by: by.map { $0.grouping(in: calendar) }, measures: figures.all.map(\.measure))
    query.sort = sort.compactMap { key in
      layout.sortKey(key.name).map { AggregateSort($0, isDescending: key.isDescending) }
    }
    query.limit = limit
    return query
  }

  private var layout: ReportLayout { ReportLayout(groups: by, figures: figures.all.map(\.name)) }
}
