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

  @Option(help: "The most records to list.")
  var limit = 50

  @Option(help: ArgumentHelp("Go on behind this place, with which the list before ended.", valueName: "cursor"))
  var after: String?

  @Flag(help: "Say how the question was answered.")
  var explain = false

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit must be at least 1.") }
  }

  func run(on console: Console) async throws {
    var answer = try await options.withCRM(in: calendarOptions.environment) { crm in
      try await crm.reading { try await find(in: $0) }
    }
    if options.json { return try console.print(answer.json) }
    if columns == nil { answer.list.keepTellingColumns(width: console.width) }
    try console.print(answer.list.table)
    if let plan = answer.plan { try console.print("\n\(plan)") }
    if let next = answer.next {
      console.note("\(answer.list.rows.count) of \(answer.total); go on with --after \(next)")
    }
  }

  private func find(in context: borrowing ReadContext) async throws -> Answer {
    let (type, filter) = try await selection.resolved(in: context)
    let scope = try await context.scope()
    let query = RecordQuery(
      type, where: filter, sort: sort.map(\.term), limit: limit, after: try after.map(RecordCursor.init(text:)))
    let records = try await context.records(query)
    let everything = options.json ? type.allPaths(scope) : type.tellingPaths(scope, catalog: context.catalog)
    let list = try await RecordList(records, columns?.paths ?? everything, of: type, in: context)
    var answer = Answer(list: list, total: try await context.count(query))
    if records.count == limit, let last = records.last {
      answer.next = try await context.cursor(after: last, in: query)
    }
    if explain { answer.plan = try await context.explain(query) }
    return answer
  }

  private struct Answer {
    var list: RecordList
    var total: Int
    var next: RecordCursor?
    var plan: QueryPlan?

    var json: JSONValue {
      .object(
        [
          JSONValue.Member(key: "rows", value: list.json), JSONValue.Member(key: "total", value: .number(total)),
          JSONValue.Member(key: "next", value: .string(next?.description)),
        ] + (plan.map { [JSONValue.Member(key: "plan", value: $0.json)] } ?? []))
    }
  }
}
