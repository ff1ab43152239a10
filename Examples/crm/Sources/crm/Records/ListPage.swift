import CRMKit

/// A part of a list of records, and the place where the next part begins.
struct ListPage {
  private var list: RecordList
  private let total: Int
  private var next: RecordCursor?
  private let plan: QueryPlan?

  /// Asks for records with the values that paths lead to.
  ///
  /// - Parameter isExplained: Whether it says how the question was answered.
  init(
    _ query: RecordQuery, _ paths: [FieldPath], isExplained: Bool = false, in context: borrowing ReadContext
  ) async throws {
    let records = try await context.records(query)
    list = try await RecordList(records, paths, of: query.type, in: context)
    total = try await context.count(query)
    if records.count == query.limit, let last = records.last {
      next = try await context.cursor(after: last, in: query)
    }
    plan = isExplained ? try await context.explain(query) : nil
  }

  /// Records of the engine: everything for scripts, and for people what tells of them, with the names of records and users
  /// instead of their identifiers.
  init(
    _ query: RecordQuery, telling columns: [FieldPath], asJSON: Bool, in context: borrowing ReadContext
  ) async throws {
    let paths = asJSON ? query.type.allPaths(try await context.scope()) : columns
    try await self.init(query, paths, in: context)
    if !asJSON { try await list.nameRecords(in: context) }
  }

  /// Asks for a part of the engine's records as they were asked for, and prints it.
  static func print(
    _ type: RecordType, where filter: FilterExpression = .constant(true), sort: [SortTerm] = [.descending("id")],
    telling columns: [FieldPath], _ page: PageOptions, _ options: GlobalOptions, on console: Console
  ) async throws {
    let list = try await options.withCRM { crm in
      try await crm.reading { context in
        try await ListPage(
          page.query(type, where: filter, sort: sort), telling: columns, asJSON: options.json, in: context)
      }
    }
    try list.print(on: console, asJSON: options.json)
  }

  /// Prints the page.
  ///
  /// - Parameter keepingAll: Whether a table shows columns that hold nothing, too, since they were asked for.
  func print(on console: Console, asJSON: Bool, keepingAll: Bool = false) throws {
    if asJSON { return try console.print(json) }
    var list = list
    if !keepingAll { list.keepTellingColumns(width: console.width) }
    try console.print(list.table)
    if let plan { try console.print("\n\(plan)") }
    if let next { console.note("\(list.rows.count) of \(total); go on with --after \(next)") }
  }

  private var json: JSONValue {
    .object(
      [
        JSONValue.Member(key: "rows", value: list.json), JSONValue.Member(key: "total", value: .number(total)),
        JSONValue.Member(key: "next", value: .string(next?.description)),
      ] + (plan.map { [JSONValue.Member(key: "plan", value: $0.json)] } ?? []))
  }
}
