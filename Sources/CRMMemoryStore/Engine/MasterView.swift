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
    let found = try planner.candidates(unlessMoreThan: MasterView.few(of: table))
    if case .all = found, let rows = try columns?.rows(), let read = columns?.columns {
      return (rows, plan(read.isEmpty ? .scan : .columns(names(read, table)), all, rows))
    }
    let choice = try choice(found, table, planner)
    var aggregation = try evaluator.aggregation(query)
    try choice.candidates.forEach { slots, _ in try aggregation.add(slots) }
    let rows = try aggregation.rows()
    return (rows, plan(choice.access, choice.touched, rows))
  }

  private func answer(_ query: RecordQuery) throws -> (records: [AnyRecord], plan: QueryPlan) {
    let table = try master.table(query.type)
    if let answer = try soleRecord(query, table) { return answer }
    let planner = Planner(table, conditions(query.type, query.filter, query.scope), query.scope)
    let walk = try walk(query, table, planner)
    // With an order to walk in and a limit, few candidates must be sorted before that is the better way.
    let all = table.identifiers.count
    let isPage = walk != nil && query.limit != nil
    let found = try planner.candidates(
      unlessMoreThan: isPage ? min(all / 3, max(64, 4 * min(query.limit ?? all, all))) : MasterView.few(of: table))
    if case .all = found, let walk, isPage || planner.isUnconditional { return try collect(query, table, walk) }
    let choice = try choice(found, table, planner)
    if choice.access == .scan, let walk { return try collect(query, table, walk) }
    var rest = query
    rest.filter = planner.rest(of: query.filter, behind: choice.answered)
    var selection = try evaluator.selection(rest)
    try choice.candidates.forEach { slots, place in
      guard try selection.wants(slots) else { return }
      try selection.take(AnyRecord(type: table.type, storage: place.pointee))
    }
    let records = selection.finish()
    return (records, QueryPlan(access: choice.access, touched: choice.touched, matched: records.count, isSorted: true))
  }

  /// The answer of a query that asks for nothing but a value of a unique field: the commonest there is, and not worth a plan.
  private func soleRecord(_ query: RecordQuery, _ table: Table) throws -> (records: [AnyRecord], plan: QueryPlan)? {
    guard case .compare(let path, .equal, let value) = query.filter, !value.isNull, query.after == nil,
      query.limit != 0,
      query.scope.visible.isEmpty,
      let position = table.indexes.indices.first(where: { table.indexes[$0].isUnique(on: path.text) })
    else { return nil }
    let (record, touched) = try table.indexes[position].record(with: value, among: table.records)
    let records = record.map { [AnyRecord(type: table.type, storage: $0)] } ?? []
    let access = QueryPlan.Access.index(table.indexes[position].name)
    return (records, QueryPlan(access: access, touched: touched, matched: records.count, isSorted: true))
  }

  /// The records to look at, and how they were found.
  private struct Choice {
    let candidates: Candidates
    let access: QueryPlan.Access
    let touched: Int
    /// Conditions that all of them meet, and need not be asked about.
    var answered: [FilterExpression] = []
  }

  /// How many candidates are worth an index without a look at the columns.
  ///
  /// A column is read some ten times as fast as records are.
  private static func few(of table: Table) -> Int { table.identifiers.count / (table.columns == nil ? 3 : 30) }

  /// The few that were found through an index; without that, what the columns leave or an index after all, whichever is less; or all.
  private func choice(_ found: Planner.Candidates, _ table: Table, _ planner: Planner) throws -> Choice {
    let all = table.identifiers.count
    var found = found
    if table.columns != nil, found.count.map({ $0 > MasterView.few(of: table) }) ?? true {
      let columns = try evaluator.columnCandidates(planner.conditions, on: table.type, scope: planner.scope, table)
      if case .all = found, columns.map({ $0.slots.count > MasterView.few(of: table) }) ?? true {
        found = try planner.candidates(unlessMoreThan: min(all / 3, columns?.slots.count ?? all))
      }
      if let columns, columns.slots.count < found.count ?? .max {
        return Choice(
          candidates: Candidates(table, slots: columns.slots), access: .columns(names(columns.columns, table)),
          touched: columns.slots.count, answered: columns.answered)
      }
    }
    guard case .slots(let slots, let access, let answered) = found else {
      return Choice(candidates: Candidates(table, slots: nil), access: .scan, touched: all)
    }
    return Choice(
      candidates: Candidates(table, slots: slots), access: access, touched: slots.count,
      answered: answered.map { [$0] } ?? [])
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
    let walk = try IndexWalk(
      table, by: index, isDescending: term.isDescending, after: query.after, within: planner.range(on: term.path))
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
struct Candidates {
  private let records: SlotVector<RecordStorage>
  private let slots: [UInt32]?

  init(_ table: Table, slots: [UInt32]?) {
    records = table.records
    self.slots = slots
  }

  /// Shows each record where it lies, in the order of the slots.
  ///
  /// Some are looked up before the first of them is shown, so that their trips to memory overlap.
  func forEach(_ body: (SlotReader, UnsafePointer<RecordStorage>) throws -> Void) rethrows {
    guard let slots else { return try records.forEachPlace { try body(RecordStorage.unheldSlots(at: $0), $0) } }
    let capacity = 16
    try withUnsafeTemporaryAllocation(of: (SlotReader, UnsafePointer<RecordStorage>).self, capacity: capacity) {
      batch in
      for start in stride(from: 0, to: slots.count, by: capacity) {
        var count = 0
        for slot in slots[start..<min(start + capacity, slots.count)] {
          records.withElement(at: slot) { place in
            guard let place else { return }
            batch.initializeElement(at: count, to: (RecordStorage.unheldSlots(at: place), place))
            count += 1
          }
        }
        for record in batch[..<count] { try body(record.0, record.1) }
      }
    }
  }
}
