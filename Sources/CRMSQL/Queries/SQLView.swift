package import CRMCore

/// Answers queries on one connection: lets the engine find and order candidates as far as it does so exactly, and the core's evaluation do the rest.
package struct SQLView<Connection: SQLConnection>: RecordSource {
  package let connection: Connection
  package let schema: StoreSchema
  package let catalog: Catalog

  package init(_ connection: Connection, _ schema: StoreSchema, _ catalog: Catalog) {
    self.connection = connection
    self.schema = schema
    self.catalog = catalog
  }

  package func record(_ id: Identifier, of type: RecordType) throws -> AnyRecord? {
    let layout = try schema.layout(of: type)
    var record: AnyRecord?
    try connection.forEach(layout.selectByID, bind: { try $0.bind(id, at: 1) }) { row in
      record = try layout.record(row, of: id)
      return false
    }
    return record
  }

  package func record(_ key: RecordKey) throws -> AnyRecord? { try record(key.id, of: catalog.type(of: key.entity)) }

  package func records(_ query: RecordQuery) throws -> [AnyRecord] { try answer(query).records }

  package func count(_ query: RecordQuery) throws -> Int {
    let compiled = try CompiledQuery(query.type, query.filter, query.scope, schema, catalog)
    if compiled.isExact {
      let count = compiled.count
      return Int(try connection.integer(count.sql, count.values) ?? 0)
    }
    var query = query
    query.filter = compiled.remainder
    var matcher = try evaluator.matcher(query)
    var count = 0
    try forEach(compiled.selection(), of: compiled) { record in
      if try matcher.matches(record) { count += 1 }
      return true
    }
    return count
  }

  package func aggregate(_ query: AggregateQuery) throws -> [AggregateRow] { try answer(query).rows }

  package func explain(_ query: RecordQuery) throws -> QueryPlan {
    let (records, touched, compiled) = try answer(query)
    let statement = compiled.ordered?.first ?? compiled.selection()
    return QueryPlan(
      access: try connection.access(statement.sql, statement.values), touched: touched,
      matched: records.count, isSorted: compiled.ordered == nil, remainder: compiled.shownRemainder)
  }

  package func explain(_ query: AggregateQuery) throws -> QueryPlan {
    let (rows, touched, compiled) = try answer(query)
    let statement = compiled.selection()
    return QueryPlan(
      access: try connection.access(statement.sql, statement.values), touched: touched, matched: rows.count,
      isSorted: false, remainder: compiled.shownRemainder)
  }

  private func answer(
    _ query: RecordQuery
  ) throws -> (records: [AnyRecord], touched: Int, compiled: CompiledQuery) {
    var query = query
    var compiled = try CompiledQuery(query.type, query.filter, query.scope, schema, catalog)
    try compiled.order(query)
    if compiled.isSmall, let ordered = compiled.ordered, let limit = query.limit {
      // What the engine has found, put in order and cut off is the answer.
      var records: [AnyRecord] = []
      for statement in ordered where records.count < limit {
        try forEach(statement, of: compiled) { record in
          records.append(record)
          return records.count < limit
        }
      }
      return (records, records.count, compiled)
    }
    query.filter = compiled.remainder
    if compiled.ordered != nil {
      // What the engine has put in order begins behind the cursor, and nothing of it is looked up again.
      query.after = nil
      query.sort = []
      if compiled.isExact { query.scope.visible = [:] }
    }
    var selection = try evaluator.selection(query, isOrdered: compiled.ordered != nil)
    var touched = 0
    for statement in compiled.ordered ?? [compiled.selection()] where !selection.isComplete {
      try forEach(statement, of: compiled) { record in
        touched += 1
        try selection.add(record)
        return !selection.isComplete
      }
    }
    return (selection.finish(), touched, compiled)
  }

  private func answer(
    _ query: AggregateQuery
  ) throws -> (rows: [AggregateRow], touched: Int, compiled: CompiledQuery) {
    var query = query
    var compiled = try CompiledQuery(query.type, query.filter, query.scope, schema, catalog)
    query.filter = compiled.remainder
    // Says what is wrong with the query, whoever answers it.
    var aggregation = try evaluator.aggregation(query)
    if let groups = try CompiledAggregate(query, &compiled), let rows = try groups.rows(connection, compiled) {
      return (query.arranged(rows), rows.count, compiled)
    }
    let columns = compiled.isExact ? try ColumnSelection(query, compiled.layout, catalog) : nil
    var touched = 0
    try forEach(compiled.selection(of: columns), of: compiled, columns) { record in
      touched += 1
      try aggregation.add(record)
      return true
    }
    return (try aggregation.rows(), touched, compiled)
  }

  private var evaluator: QueryEvaluator { QueryEvaluator(catalog: catalog, source: self) }

  /// Shows the records that a statement selects, until the body returns false.
  private func forEach(
    _ statement: SQLStatement, of compiled: CompiledQuery, _ columns: ColumnSelection? = nil,
    _ body: (AnyRecord) throws -> Bool
  ) throws {
    let layout = compiled.layout
    let show = { (row: Connection.Row) in try body(columns?.record(row) ?? layout.record(row)) }
    let bind = { (binder: Connection.Binder) in try binder.bind(statement.values) }
    if compiled.isSmall { return try connection.forEach(statement.sql, bind: bind, show) }
    try connection.forEachOfMany(statement.sql, bind: bind, show)
  }
}
