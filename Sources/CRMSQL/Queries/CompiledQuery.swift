import CRMCore

/// A query in SQL, as far as the engine answers it.
package struct CompiledQuery {
  package let layout: TableLayout
  /// Whether just those rows are selected that the query is about; otherwise there are more, which the evaluation leaves out.
  let isExact: Bool
  /// The statement whose rows come in the query's order, behind its cursor; nil where the engine can't order them so.
  private(set) var ordered: String?
  /// Whether the statement's rows are few enough to be held at once.
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

  /// The values of the parameters.
  package var values: [SQLValue] { compiler.values }

  /// The records, in no order.
  var selection: String { statement(layout.selectRecords, conditions) }

  /// The records, in no order, with no more of them than some columns.
  func selection(of columns: ColumnSelection?) -> String {
    columns.map { statement("SELECT \($0.selection)\(layout.source)", conditions) } ?? selection
  }

  /// Figures of the records by groups.
  ///
  /// - Parameters:
  ///   - groups: What is grouped by, in whose order the rows come.
  ///   - figures: The figures.
  func groups(_ groups: [String], _ figures: [String]) -> String {
    let order = groups.map { $0 + layout.dialect.direction(isDescending: false) }.joined(separator: ", ")
    let grouping = groups.isEmpty ? "" : " GROUP BY \(groups.joined(separator: ", ")) ORDER BY \(order)"
    let selection = (groups + figures).joined(separator: ", ")
    return statement("SELECT \(selection)\(layout.source)", conditions, grouping)
  }

  /// The value at the end of a path, in SQL; nil where it is in no column.
  mutating func operand(_ path: FieldPath) throws -> SQLOperand? {
    try compiler.operand(path, on: TableAlias(name: "t", layout: layout))
  }

  /// How many there are.
  var count: String { statement("SELECT count(*)\(layout.source)", conditions) }

  /// Puts a statement together, which small queries spend a good part of their time with.
  ///
  /// - Parameters:
  ///   - selection: What is selected from the table.
  ///   - conditions: All of them must hold.
  ///   - end: What comes behind the conditions.
  private func statement(_ selection: String, _ conditions: [String], _ end: String = "") -> String {
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
    return sql
  }

  /// Puts the rows into a query's order and begins behind its cursor, where the engine can.
  mutating func order(_ query: RecordQuery) throws {
    var compiler = compiler
    var keys: [(column: String, isDescending: Bool, value: SQLValue)] = []
    for (position, term) in query.sort.enumerated() {
      guard let operand = try compiler.operand(term.path, on: TableAlias(name: "t", layout: layout)),
        let columns = operand.orderedColumns
      else { return }
      let value = query.after.map { $0.keys[position] } ?? .null
      for (column, part) in zip(columns, try operand.form.parameters(value).reversed()) {
        keys.append((column, term.isDescending, part))
      }
    }
    let id = query.after.map { SQLValue.identifier($0.id) } ?? .null
    keys.append(("t.id", false, id))
    let place = query.after == nil ? [] : [Self.behind(keys[...], &compiler)]
    let limit = query.limit.flatMap { isExact ? " LIMIT \($0)" : nil } ?? ""
    if isExact, let limit = query.limit, 0...1000 ~= limit { isSmall = true }
    var order = " ORDER BY "
    for key in keys.dropLast() {
      order += key.column
      // An identifier is never nothing, so its index need not say where that stands.
      if key.column != "t.id" {
        order += layout.dialect.direction(isDescending: key.isDescending)
      } else if key.isDescending {
        order += " DESC"
      }
      order += ", "
    }
    // Of the rows that a condition leaves all are wanted: the condition's index finds them sooner than the order's, which the sign hides.
    order += query.limit == nil && !conditions.isEmpty ? layout.dialect.unindexed("t.id") : "t.id"
    order += limit
    self.compiler = compiler
    ordered = statement(layout.selectRecords, conditions + place, order)
  }

  /// The condition that a row comes behind a place: its first key is behind the place's, or the same and the rest is behind.
  private static func behind(
    _ keys: ArraySlice<(column: String, isDescending: Bool, value: SQLValue)>, _ compiler: inout ConditionCompiler
  ) -> String {
    guard let (column, isDescending, value) = keys.first else { return SQLCondition.never }
    let rest = behind(keys.dropFirst(), &compiler)
    if value == .null {
      let isSame = "(\(column) IS NULL AND \(rest))"
      return isDescending ? isSame : "(\(column) IS NOT NULL OR \(isSame))"
    }
    let parameter = compiler.parameter(value)
    let isBehind = isDescending ? "\(column) < \(parameter) OR \(column) IS NULL" : "\(column) > \(parameter)"
    return "(\(isBehind) OR (\(column) = \(parameter) AND \(rest)))"
  }
}

extension FilterExpression {
  /// The conditions of which all must hold.
  fileprivate var conjuncts: [FilterExpression] {
    if case .and(let parts) = self { parts.flatMap(\.conjuncts) } else { [self] }
  }
}
