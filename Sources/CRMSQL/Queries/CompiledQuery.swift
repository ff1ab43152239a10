import CRMCore

/// A statement with the values of its parameters.
package struct SQLStatement {
  let sql: String
  let values: [SQLValue]
}

/// A query in SQL, as far as the engine answers it.
package struct CompiledQuery {
  package let layout: TableLayout
  /// Whether just those rows are selected that the query is about; otherwise there are more, which the evaluation leaves out.
  let isExact: Bool
  /// The statements whose rows, one statement's after the other's, come in the query's order, behind its cursor; nil where the engine can't
  /// order them so.
  private(set) var ordered: [SQLStatement]?
  /// Whether the rows are few enough to be held at once.
  package private(set) var isSmall = false
  /// What of the condition the engine can't decide, or not exactly: the parts of which all must hold.
  private(set) var remaining: [FilterExpression] = []
  private var compiler: ConditionCompiler
  private let conditions: [String]

  /// - Parameters:
  ///   - filter: The query's condition.
  ///   - scope: What the query sees.
  init(
    _ type: RecordType, _ filter: FilterExpression, _ scope: QueryScope, _ schema: StoreSchema, _ catalog: Catalog
  ) throws {
    layout = try schema.layout(of: type)
    var compiler = ConditionCompiler(schema: schema, dialect: layout.dialect, catalog: catalog, scope: scope)
    let table = TableAlias(name: "t", layout: layout)
    var known: [SQLCondition] = []
    for part in filter.conjuncts {
      let condition = try compiler.compile(part, on: table)
      if let condition { known.append(condition) }
      if condition?.isExact != true { remaining.append(part) }
    }
    var isVisibilityExact = true
    if let visible = scope.visible[type.entity] {
      let condition = try compiler.visibility(visible, of: table)
      if let condition { known.append(condition) }
      isVisibilityExact = condition?.isExact ?? false
    }
    isExact = remaining.isEmpty && isVisibilityExact
    conditions = known.map(\.sql).filter { $0 != SQLCondition.always }
    self.compiler = compiler
  }

  /// What of the condition is left to be tried of the rows.
  var remainder: FilterExpression {
    remaining.isEmpty ? .constant(true) : remaining.count == 1 ? remaining[0] : .and(remaining)
  }

  /// The same for people: nil when nothing is left.
  var shownRemainder: FilterExpression? { remaining.isEmpty ? nil : remainder }

  /// The records, in no order, with no more of them than some columns.
  func selection(of columns: ColumnSelection? = nil) -> SQLStatement {
    statement(columns.map { "SELECT \($0.selection)\(layout.source)" } ?? layout.selectRecords, conditions, compiler)
  }

  /// Figures of the records by groups.
  ///
  /// - Parameters:
  ///   - groups: What is grouped by, in whose order the rows come.
  ///   - figures: The figures.
  func groups(_ groups: [String], _ figures: [String]) -> SQLStatement {
    let order = groups.map { $0 + layout.dialect.direction(isDescending: false) }.joined(separator: ", ")
    let grouping = groups.isEmpty ? "" : " GROUP BY \(groups.joined(separator: ", ")) ORDER BY \(order)"
    let selection = (groups + figures).joined(separator: ", ")
    return statement("SELECT \(selection)\(layout.source)", conditions, compiler, grouping)
  }

  /// The value at the end of a path, in SQL; nil where it is in no column.
  mutating func operand(_ path: FieldPath) throws -> SQLOperand? {
    try compiler.operand(path, on: TableAlias(name: "t", layout: layout))
  }

  /// How many there are.
  var count: SQLStatement { statement("SELECT count(*)\(layout.source)", conditions, compiler) }

  /// Puts a statement together, which small queries spend a good part of their time with.
  ///
  /// - Parameters:
  ///   - selection: What is selected from the table.
  ///   - conditions: All of them must hold.
  ///   - compiler: What they were compiled with.
  ///   - end: What comes behind the conditions.
  private func statement(
    _ selection: String, _ conditions: [String], _ compiler: ConditionCompiler, _ end: String = ""
  ) -> SQLStatement {
    var sql = ""
    sql.reserveCapacity(selection.utf8.count + 200)
    sql += selection
    for join in compiler.joins {
      sql += " "
      sql += join.sql
    }
    for (position, condition) in conditions.enumerated() {
      sql += position == 0 ? " WHERE " : " AND "
      sql += condition
    }
    sql += end
    return SQLStatement(sql: sql, values: compiler.values)
  }

  /// Puts the rows into a query's order and begins behind its cursor, where the engine can.
  mutating func order(_ query: RecordQuery) throws {
    var compiler = compiler
    var keys: [OrderKey] = []
    for (position, term) in query.sort.enumerated() {
      guard let operand = try compiler.operand(term.path, on: TableAlias(name: "t", layout: layout)),
        let columns = operand.orderedColumns
      else { return }
      let value = query.after.map { $0.keys[position] } ?? .null
      for (column, part) in zip(columns, try operand.form.parameters(value).reversed()) {
        let key = OrderKey(column: column, isDescending: term.isDescending, term: position, value: part)
        // The index's order first, and what that leaves open by the whole.
        if let beginning = operand.beginning { keys.append(key.of(beginning)) }
        keys.append(key)
      }
    }
    let id = query.after.map { SQLValue.identifier($0.id) } ?? .null
    keys.append(OrderKey(column: OrderKey.idColumn, isDescending: false, term: query.sort.count, value: id))
    if isExact, let limit = query.limit, 0...1000 ~= limit { isSmall = true }
    var order = " ORDER BY "
    for key in keys.dropLast() {
      order += key.column
      // An identifier is never nothing, so its index need not say where that stands.
      if key.column != OrderKey.idColumn {
        order += layout.dialect.direction(isDescending: key.isDescending)
      } else if key.isDescending {
        order += " DESC"
      }
      order += ", "
    }
    // Of the rows that a condition leaves all are wanted: the condition's index finds them sooner than the order's, which the sign hides.
    order += query.limit == nil && !conditions.isEmpty ? layout.dialect.unindexed(OrderKey.idColumn) : OrderKey.idColumn
    order += query.limit.flatMap { isExact ? " LIMIT \($0)" : nil } ?? ""
    guard query.after != nil else {
      ordered = [statement(layout.selectRecords, conditions, compiler, order)]
      return
    }
    ordered = OrderedRange.all(behind: keys).map { [compiler] range in
      var compiler = compiler
      let place = range.condition(&compiler)
      return statement(layout.selectRecords, conditions + [place], compiler, order)
    }
  }
}

extension FilterExpression {
  /// The conditions of which all must hold.
  fileprivate var conjuncts: [FilterExpression] {
    if case .and(let parts) = self { parts.flatMap(\.conjuncts) } else { [self] }
  }
}
