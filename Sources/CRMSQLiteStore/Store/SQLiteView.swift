#if SQLite
  import CRMCore

  /// Answers queries on one connection: lets SQLite find and order candidates as far as it does so exactly, and the core's evaluation do the rest.
  struct SQLiteView: RecordSource {
    let connection: SQLiteConnection
    let schema: StoreSchema
    let catalog: Catalog

    func record(_ id: Identifier, of type: RecordType) throws -> AnyRecord? {
      let layout = try schema.layout(of: type)
      return try connection.withStatement(layout.selectByID) { statement in
        try statement.bind(id, at: 1)
        return try statement.step() ? try layout.record(statement) : nil
      }
    }

    func record(_ key: RecordKey) throws -> AnyRecord? { try record(key.id, of: catalog.type(of: key.entity)) }

    func records(_ query: RecordQuery) throws -> [AnyRecord] { try answer(query).records }

    func count(_ query: RecordQuery) throws -> Int {
      let compiled = try CompiledQuery(query.type, query.filter, query.scope, schema, catalog)
      if compiled.isExact { return Int(try connection.integer(compiled.count, compiled.values) ?? 0) }
      var query = query
      query.filter = compiled.remainder
      var matcher = try evaluator.matcher(query)
      var count = 0
      try forEach(compiled.selection, compiled) { record in
        if try matcher.matches(record) { count += 1 }
        return true
      }
      return count
    }

    func aggregate(_ query: AggregateQuery) throws -> [AggregateRow] { try answer(query).rows }

    func explain(_ query: RecordQuery) throws -> QueryPlan {
      let (records, touched, compiled) = try answer(query)
      return QueryPlan(
        access: try access(compiled, compiled.ordered ?? compiled.selection), touched: touched,
        matched: records.count, isSorted: compiled.ordered == nil, remainder: compiled.shownRemainder)
    }

    func explain(_ query: AggregateQuery) throws -> QueryPlan {
      let (rows, touched, compiled) = try answer(query)
      return QueryPlan(
        access: try access(compiled, compiled.selection), touched: touched, matched: rows.count, isSorted: false,
        remainder: compiled.shownRemainder)
    }

    private func answer(
      _ query: RecordQuery
    ) throws -> (records: [AnyRecord], touched: Int, compiled: CompiledQuery) {
      var query = query
      var compiled = try CompiledQuery(query.type, query.filter, query.scope, schema, catalog)
      try compiled.order(query)
      query.filter = compiled.remainder
      if compiled.ordered != nil {
        // What SQLite has put in order begins behind the cursor, and nothing of it is looked up again.
        query.after = nil
        query.sort = []
        if compiled.isExact { query.scope.visible = [:] }
      }
      var selection = try evaluator.selection(query, isOrdered: compiled.ordered != nil)
      var touched = 0
      if !selection.isComplete {
        try forEach(compiled.ordered ?? compiled.selection, compiled) { record in
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
      try forEach(compiled.selection(of: columns), compiled, columns) { record in
        touched += 1
        try aggregation.add(record)
        return true
      }
      return (try aggregation.rows(), touched, compiled)
    }

    private var evaluator: QueryEvaluator { QueryEvaluator(catalog: catalog, source: self) }

    /// Shows the records that a statement selects, until the body returns false.
    private func forEach(
      _ sql: String, _ compiled: CompiledQuery, _ columns: ColumnSelection? = nil, _ body: (AnyRecord) throws -> Bool
    ) throws {
      let layout = compiled.layout
      try connection.withStatement(sql) { statement in
        try statement.bind(compiled.values)
        while try statement.step() {
          if try !body(columns?.record(statement) ?? layout.record(statement)) { return }
        }
      }
    }

    /// How SQLite finds the candidates.
    private func access(_ compiled: CompiledQuery, _ sql: String) throws -> QueryPlan.Access {
      var access = QueryPlan.Access.scan
      try connection.query("EXPLAIN QUERY PLAN \(sql)", compiled.values) { row in
        guard access == .scan, let found = QueryPlan.Access(step: row.string(3)) else { return }
        access = found
      }
      return access
    }
  }

  extension QueryPlan.Access {
    /// What a step of SQLite's plan says of the table that the query is about, which is known as `t`; nil for other steps.
    fileprivate init?(step: String) {
      guard step.hasPrefix("SEARCH t ") || step.hasPrefix("SCAN t ") else { return nil }
      guard let range = step.firstRange(of: "INDEX ") else { return nil }
      let name = step[range.upperBound...].prefix { $0 != " " }
      if !name.hasPrefix("sqlite_autoindex_") {
        self = .index(String(name))
      } else if step.hasPrefix("SEARCH") {
        self = .identifier
      } else {
        return nil
      }
    }
  }
#endif
