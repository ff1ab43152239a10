import CRMCore

/// Answers queries over one state of the engine: finds candidates through an index, or reads columns, where that pays, and lets the core's
/// evaluation do the rest.
struct MasterView: RecordSource {
  private let master: Master
  private let catalog: Catalog

  init(_ master: Master, catalog: Catalog) {
    self.master = master
    self.catalog = catalog
  }

  func record(_ id: Identifier, of type: RecordType) throws -> AnyRecord? {
    try master.record(id, of: type).map { AnyRecord(type: type, storage: $0) }
  }

  func records(_ query: RecordQuery) throws -> [AnyRecord] { try answer(query).records }

  func explain(_ query: RecordQuery) throws -> QueryPlan { try answer(query).plan }

  func count(_ query: RecordQuery) throws -> Int {
    let conditions = conditions(query.type, query.filter, query.scope)
    if conditions.allSatisfy({ $0 == .constant(true) }) {
      return try master.table(query.type).identifiers.count
    }
    let count = AggregateQuery(query.type, where: query.filter, measures: [.count], scope: query.scope)
    guard case .integer(let matched)? = try answer(count).rows.first?.values.first else { return 0 }
    return Int(matched)
  }

  func aggregate(_ query: AggregateQuery) throws -> [AggregateRow] { try answer(query).rows }

  func explain(_ query: AggregateQuery) throws -> QueryPlan { try answer(query).plan }

  private func answer(_ query: AggregateQuery) throws -> (rows: [AggregateRow], plan: QueryPlan) {
    let table = try master.table(query.type)
    let all = table.identifiers.count
    let planner = Planner(table, conditions(query.type, query.filter, query.scope), query.scope)
    var columns = try table.columns == nil ? nil : evaluator.columnAggregation(query, table)
    func plan(_ access: QueryPlan.Access, _ touched: Int, _ rows: [AggregateRow]) -> QueryPlan {
      QueryPlan(access: access, touched: touched, matched: rows.count, isSorted: false)
    }
    // A column is read some ten times as fast as records are.
    let found = try planner.candidates(unlessMoreThan: columns == nil ? all / 3 : all / 30)
    if case .all = found, let rows = try columns?.rows(), let read = columns?.columns {
      return (rows, plan(read.isEmpty ? .scan : .columns(names(read, table)), all, rows))
    }
    let (candidates, access, touched) = try candidates(found, table, planner)
    let rows = try evaluator.aggregate(query, candidates: candidates)
    return (rows, plan(access, touched, rows))
  }

  private func answer(_ query: RecordQuery) throws -> (records: [AnyRecord], plan: QueryPlan) {
    let table = try master.table(query.type)
    let planner = Planner(table, conditions(query.type, query.filter, query.scope), query.scope)
    let walk = try walk(query, table, planner)
    // With an order to walk in and a limit, few candidates must be sorted before that is the better way.
    let all = table.identifiers.count
    let isPage = walk != nil && query.limit != nil
    let found = try planner.candidates(
      unlessMoreThan: isPage ? min(all / 3, max(64, 4 * min(query.limit ?? all, all))) : all / 3)
    if case .all = found, let walk, isPage || planner.isUnconditional { return try collect(query, table, walk) }
    let (candidates, access, touched) = try candidates(found, table, planner)
    if access == .scan, let walk { return try collect(query, table, walk) }
    let records = try evaluator.records(query, candidates: candidates)
    return (records, QueryPlan(access: access, touched: touched, matched: records.count, isSorted: true))
  }

  /// What was found through an index; without that, what the columns leave, or all.
  private func candidates(
    _ found: Planner.Candidates, _ table: Table, _ planner: Planner
  ) throws -> (Candidates, QueryPlan.Access, touched: Int) {
    if case .slots(let slots, let access) = found { return (Candidates(table, slots: slots), access, slots.count) }
    let all = table.identifiers.count
    guard table.columns != nil,
      let (slots, read) = try evaluator.columnCandidates(
        planner.conditions, on: table.type, scope: planner.scope, table)
    else { return (Candidates(table, slots: nil), .scan, all) }
    return (Candidates(table, slots: slots), .columns(names(read, table)), slots.count)
  }

  private func names(_ slots: [Int], _ table: Table) -> [String] { slots.map { table.type.fields[$0].name } }

  /// The table in the query's order, when that is the order of the identifiers or, up to a limit, of an index.
  private func walk(
    _ query: RecordQuery, _ table: Table, _ planner: Planner
  ) throws -> (walk: IndexWalk, access: QueryPlan.Access)? {
    guard let term = query.sort.first else { return (IndexWalk(table, after: query.after), .scan) }
    guard query.sort.count == 1, query.limit != nil, let index = planner.orderedIndex(on: term.path),
      index.fields.count == 1, !(planner.hidesTargets && index.isOfReferences)
    else { return nil }
    let walk = try IndexWalk(table, by: index, isDescending: term.isDescending, after: query.after)
    return (walk, .index(index.name))
  }

  private func collect(
    _ query: RecordQuery, _ table: Table, _ order: (walk: IndexWalk, access: QueryPlan.Access)
  ) throws -> (records: [AnyRecord], plan: QueryPlan) {
    var selection = try evaluator.selection(query, isOrdered: true)
    var walk = order.walk
    var touched = 0
    while !selection.isComplete, let slot = walk.next() {
      guard let storage = table.records[slot] else { continue }
      touched += 1
      try selection.add(AnyRecord(type: table.type, storage: storage))
    }
    let records = selection.finish()
    return (records, QueryPlan(access: order.access, touched: touched, matched: records.count, isSorted: false))
  }

  private var evaluator: QueryEvaluator { QueryEvaluator(catalog: catalog, source: self) }

  private func conditions(_ type: RecordType, _ filter: FilterExpression, _ scope: QueryScope) -> [FilterExpression] {
    [filter] + (scope.visible[type.entity].map { [$0] } ?? [])
  }
}

/// The records in some slots of a table, or in all of them.
struct Candidates: Sequence, IteratorProtocol {
  private let type: RecordType
  private let records: SlotVector<RecordStorage>
  private var slots: IndexingIterator<[UInt32]>?
  private var all: SlotVector<RecordStorage>.Iterator

  init(_ table: Table, slots: [UInt32]?) {
    type = table.type
    records = table.records
    self.slots = slots?.makeIterator()
    all = table.records.makeIterator()
  }

  mutating func next() -> AnyRecord? {
    if slots == nil { return all.next().map { AnyRecord(type: type, storage: $0.element) } }
    while let slot = slots?.next() {
      if let record = records[slot] { return AnyRecord(type: type, storage: record) }
    }
    return nil
  }
}
