import CRMCore

/// A condition in SQL.
package struct SQLCondition {
  /// The condition, which is true, or else false or null.
  package let sql: String
  /// Whether just those rows meet it that meet the filter; otherwise more do.
  package let isExact: Bool

  package init(_ sql: String, isExact: Bool = true) {
    self.sql = sql
    self.isExact = isExact
  }

  static let always = "TRUE"
  static let never = "FALSE"
}

/// Says in SQL what the engine can decide of a filter: all of it, or so much that no row is lost.
///
/// What is compared in SQL is compared as the values are: see ``SQLForm``. Values become parameters, and names quoted identifiers.
struct ConditionCompiler {
  let schema: StoreSchema
  let dialect: any SQLDialect
  let catalog: Catalog
  /// What the query sees.
  ///
  /// Conditions of visibility themselves are compiled where everything is seen.
  let scope: QueryScope
  /// The values of the parameters, in their order.
  private(set) var values: [SQLValue] = []
  /// The tables that references lead to, in the order in which they depend on each other.
  private(set) var joins: [Join] = []
  private var size = 0
  /// Whether references may be followed: not where a row is judged by itself.
  private var mayJoin = true

  struct Join {
    let alias: String
    let target: TableLayout
    /// The reference, in SQL.
    let reference: String
    let sql: String
  }

  // SQLite's parser has a stack of a hundred, and its expressions a depth of a thousand; others have no need of more.
  private static let greatestDepth = 16
  private static let greatestSize = 400
  private static let mostValues = 2000
  private static let mostJoins = 16

  init(schema: StoreSchema, dialect: any SQLDialect, catalog: Catalog, scope: QueryScope) {
    self.schema = schema
    self.dialect = dialect
    self.catalog = catalog
    self.scope = scope
  }

  /// A parameter with that value.
  mutating func parameter(_ value: SQLValue) -> String {
    values.append(value)
    return dialect.parameter(values.count)
  }

  /// The condition; nil when nothing can be said of it.
  mutating func compile(_ filter: FilterExpression, on table: TableAlias, depth: Int = 0) throws -> SQLCondition? {
    try undoingWhatFails { try $0.condition(filter, on: table, depth: depth) }
  }

  /// Runs a body, and takes back what it has done when it comes to nothing: no statement has a parameter for what was given up half-way.
  private mutating func undoingWhatFails<T>(_ body: (inout ConditionCompiler) throws -> T?) rethrows -> T? {
    let (valueCount, joinCount) = (values.count, joins.count)
    let result = try body(&self)
    if result == nil {
      values.removeSubrange(valueCount...)
      joins.removeSubrange(joinCount...)
    }
    return result
  }

  private mutating func condition(
    _ filter: FilterExpression, on table: TableAlias, depth: Int
  ) throws -> SQLCondition? {
    size += 1
    guard depth < Self.greatestDepth, size < Self.greatestSize, values.count < Self.mostValues else { return nil }
    switch filter {
    case .constant(let value): return SQLCondition(value ? SQLCondition.always : SQLCondition.never)
    case .and(let parts):
      let compiled = try parts.map { try compile($0, on: table, depth: depth + 1) }
      let known = compiled.compactMap(\.self)
      guard !known.isEmpty else { return parts.isEmpty ? SQLCondition(SQLCondition.always) : nil }
      return SQLCondition(
        "(\(known.map(\.sql).joined(separator: " AND ")))",
        isExact: known.count == parts.count && known.allSatisfy(\.isExact))
    case .or(let parts):
      var known: [SQLCondition] = []
      for part in parts {
        guard let condition = try compile(part, on: table, depth: depth + 1) else { return nil }
        known.append(condition)
      }
      guard !known.isEmpty else { return SQLCondition(SQLCondition.never) }
      return SQLCondition(
        "(\(known.map(\.sql).joined(separator: " OR ")))", isExact: known.allSatisfy(\.isExact))
    case .not(let part):
      guard let condition = try compile(part, on: table, depth: depth + 1), condition.isExact else { return nil }
      return SQLCondition("(\(condition.sql)) IS NOT TRUE")
    case .compare, .isIn, .between, .text, .matches, .any, .all, .during: return try test(filter, on: table)
    }
  }

  private mutating func test(_ filter: FilterExpression, on table: TableAlias) throws -> SQLCondition? {
    switch filter {
    case .compare(let path, let comparison, let value):
      return try operand(path, on: table).flatMap { try compare($0, comparison, value) }
    case .between(let path, let low, let high):
      guard let operand = try operand(path, on: table), let lower = try compare(operand, .greaterOrEqual, low),
        let upper = try compare(operand, .lessOrEqual, high)
      else { return nil }
      return SQLCondition("(\(lower.sql) AND \(upper.sql))")
    case .isIn(let path, let list): return try operand(path, on: table).flatMap { try isIn($0, list) }
    case .text(let path, let test, let text):
      return try operand(path, on: table).flatMap { self.text($0, test, text) }
    case .matches(let path, let words): return try matches(path, words, on: table)
    case .any(let path, let inner): return try operand(path, on: table).flatMap { any($0, inner) }
    default: return nil
    }
  }

  // MARK: Operands

  /// The value at the end of a path, in SQL; nil where it is in no column.
  mutating func operand(_ path: FieldPath, on table: TableAlias) throws -> SQLOperand? {
    try undoingWhatFails { try $0.joinedOperand(path, on: table) }
  }

  private mutating func joinedOperand(_ path: FieldPath, on table: TableAlias) throws -> SQLOperand? {
    let resolved = try path.resolved(in: .record(table.layout.type), catalog: catalog, scope: scope)
    var table = table
    for step in resolved.steps {
      guard let reference = table.reference(step.place), let next = try join(reference, to: step.target) else {
        return nil
      }
      table = next
    }
    guard var operand = table.operand(resolved) else { return nil }
    // A reference whose target is out of sight is nil.
    if case .reference(let entity) = resolved.type, resolved.terminal != .id, scope.visible[entity] != nil {
      guard let target = try join(operand.columns[0], to: catalog.type(of: entity)) else { return nil }
      operand.columns = ["\(target.name).id"]
    }
    return operand
  }

  private mutating func join(_ reference: String, to type: RecordType) throws -> TableAlias? {
    if let known = joins.first(where: { $0.reference == reference }) {
      return TableAlias(name: known.alias, layout: known.target)
    }
    guard mayJoin, joins.count < Self.mostJoins else { return nil }
    let target = TableAlias(name: "j\(joins.count + 1)", layout: try schema.layout(of: type))
    var sql = "LEFT JOIN \(target.layout.table.quotedForSQL) AS \(target.name) ON \(target.name).id = \(reference)"
    if let condition = scope.visible[type.entity] {
      guard let visible = try visibility(condition, of: target), visible.isExact else { return nil }
      sql += " AND \(visible.sql)"
    }
    joins.append(Join(alias: target.name, target: target.layout, reference: reference, sql: sql))
    return target
  }

  /// The condition that a row is visible at all, which is decided where everything is seen; nil where nothing can be said of it by the row alone.
  mutating func visibility(_ filter: FilterExpression, of table: TableAlias) throws -> SQLCondition? {
    var inner = ConditionCompiler(
      schema: schema, dialect: dialect, catalog: catalog, scope: QueryScope(customFields: scope.customFields))
    inner.values = values
    inner.mayJoin = false
    let condition = try inner.compile(filter, on: table)
    values = inner.values
    return condition
  }

  // MARK: Tests

  private mutating func compare(
    _ operand: SQLOperand, _ comparison: FilterExpression.Comparison, _ value: AnyValue
  ) throws -> SQLCondition? {
    let column = operand.columns[0]
    if value.isNull {
      return SQLCondition(comparison == .equal ? "\(column) IS NULL" : "\(column) IS NOT NULL")
    }
    guard !operand.isAmount else { return nil }
    let isEquality = comparison == .equal || comparison == .notEqual
    switch operand.form {
    case .json: return nil
    case .money:
      let parts = try operand.form.parameters(value).map { parameter($0) }
      let currency = "\(operand.columns[1]) = \(parts[1])"
      if isEquality {
        let equal = "(\(column) = \(parts[0]) AND \(currency))"
        return SQLCondition(comparison == .equal ? equal : "\(equal) IS NOT TRUE")
      }
      return SQLCondition("(\(currency) AND \(column) \(comparison.rawValue) \(parts[0]))")
    case .decimal where !isEquality && !operand.isOrdered: return nil
    default:
      let value = parameter(try operand.form.parameters(value)[0])
      let sign =
        switch comparison {
        case .equal: "="
        case .notEqual: dialect.isDistinct
        default: comparison.rawValue
        }
      let condition = "\(column) \(sign) \(value)"
      guard comparison == .equal, let beginning = operand.beginning else { return SQLCondition(condition) }
      // What the index holds finds the row sooner, and the whole decides.
      return SQLCondition("(\(beginning(column)) = \(beginning(value)) AND \(condition))")
    }
  }

  private mutating func isIn(_ operand: SQLOperand, _ list: [AnyValue]) throws -> SQLCondition? {
    guard !operand.isAmount, operand.form != .json, list.count <= Self.greatestSize else { return nil }
    var parts = list.contains(.null) ? ["\(operand.columns[0]) IS NULL"] : []
    let others = list.filter { !$0.isNull }
    if operand.form == .money {
      for value in others { parts += try compare(operand, .equal, value).map { [$0.sql] } ?? [] }
    } else if !others.isEmpty {
      let values = try others.map { parameter(try operand.form.parameters($0)[0]) }
      let condition = "\(operand.columns[0]) IN (\(values.joined(separator: ", ")))"
      if let beginning = operand.beginning {
        let beginnings = values.map { beginning($0) }.joined(separator: ", ")
        parts.append("(\(beginning(operand.columns[0])) IN (\(beginnings)) AND \(condition))")
      } else {
        parts.append(condition)
      }
    }
    return SQLCondition(parts.isEmpty ? SQLCondition.never : "(\(parts.joined(separator: " OR ")))")
  }

  private mutating func text(
    _ operand: SQLOperand, _ test: FilterExpression.TextTest, _ text: String
  ) -> SQLCondition? {
    guard operand.form == .text else { return nil }
    let column = operand.columns[0]
    if text.isEmpty { return SQLCondition("\(column) IS NOT NULL") }
    switch test {
    case .contains: return SQLCondition(dialect.contains(column, parameter(.text(text))))
    case .hasSuffix:
      return SQLCondition(dialect.hasSuffix(column, parameter(.text(text))))
    case .hasPrefix:
      // A beginning that an index holds has the same beginnings as the whole, as far as it goes.
      let beginning = operand.beginning.flatMap { text.unicodeScalars.count <= $0.length ? $0 : nil }
      return SQLCondition(dialect.hasPrefix(beginning?(column) ?? column, text) { parameter($0) })
    }
  }

  /// Asks the key that is kept of the text; nil where none is.
  private mutating func matches(_ path: FieldPath, _ words: String, on table: TableAlias) throws -> SQLCondition? {
    let resolved = try path.resolved(in: .record(table.layout.type), catalog: catalog, scope: scope)
    let keyPath = resolved.field?.isKey ?? false ? path : path.appending("key")
    guard let key = try? keyPath.resolved(in: .record(table.layout.type), catalog: catalog, scope: scope),
      key.field?.isKey == true, key.steps == resolved.steps, let operand = try operand(keyPath, on: table)
    else { return nil }
    return text(operand, .contains, TextKey.fold(words))
  }

  /// Looks for an element among the texts of a list's JSON.
  private mutating func any(_ operand: SQLOperand, _ inner: FilterExpression) -> SQLCondition? {
    guard operand.form == .json, case .list(let element) = operand.type else { return nil }
    guard case .compare(.element, .equal, let value) = inner, !value.isNull, let list = AnyValue.list([value]).text
    else { return SQLCondition(dialect.isNotEmpty(operand.columns[0]), isExact: false) }
    // A reference whose target is out of sight is no element.
    if case .reference(let entity) = element, scope.visible[entity] != nil {
      return SQLCondition(dialect.isNotEmpty(operand.columns[0]), isExact: false)
    }
    return dialect.holds(operand.columns[0], list, of: element) { parameter($0) }
  }
}
