import Foundation

extension FilterExpression {
  /// The same condition with everything about it checked: names lead to fields, operators fit the fields' types, and literals have
  /// exactly the type of the field that they are compared with.
  ///
  /// | field | literals that become one of its values |
  /// |---|---|
  /// | text | text, brought into normal form C |
  /// | enumeration | text; only its names when it is closed |
  /// | integer | integers; decimals and numbers, also with a fraction, which no integer equals and which order between two |
  /// | decimal | decimals, integers; numbers, as the shortest digits that give them; text such as `"12.50"` |
  /// | number | numbers, integers, decimals: the nearest binary number |
  /// | boolean | booleans |
  /// | money | money; text such as `"12.50 USD"`; a bare number compares the amount in whatever currency (`price.amount`) |
  /// | date | dates; text such as `"2017-03-01"` |
  /// | instant | instants; text such as `"2017-03-01T10:00:00Z"`; a day, which ``resolved(at:in:context:catalog:scope:)`` turns into the range from its beginning to its end |
  /// | duration | durations, rounded down to microseconds; text such as `"PT1H30M"` |
  /// | reference | references; the text of a UUID |
  ///
  /// Only `==`, `!=` and `isIn` compare with null. Lists are looked into by `any` and `all` only. Checking again changes nothing.
  ///
  /// - Throws: ``FilterError``.
  public func checked(
    in context: FilterContext, catalog: Catalog, scope: QueryScope = QueryScope()
  ) throws -> FilterExpression {
    try FilterChecker(catalog: catalog, scope: scope).check(self, in: context, depth: 0)
  }
}

private struct FilterChecker {
  let catalog: Catalog
  let scope: QueryScope
  /// How many conditions on lists are around what is checked.
  var listDepth = 0

  // What recurses is apart from what does not, which keeps the frames on the stack small.
  func check(_ filter: FilterExpression, in context: FilterContext, depth: Int) throws -> FilterExpression {
    guard depth < FilterExpression.maximumDepth else { throw FilterError.tooDeep }
    switch filter {
    case .and(let parts): return .and(try parts.map { try check($0, in: context, depth: depth + 1) })
    case .or(let parts): return .or(try parts.map { try check($0, in: context, depth: depth + 1) })
    case .not(let part): return .not(try check(part, in: context, depth: depth + 1))
    case .any(let path, let inner): return .any(path, try element(of: path, inner, in: context, depth: depth))
    case .all(let path, let inner): return .all(path, try element(of: path, inner, in: context, depth: depth))
    case .constant, .compare, .isIn, .between, .text, .matches, .during: return try checkTest(filter, in: context)
    }
  }

  private func checkTest(_ filter: FilterExpression, in context: FilterContext) throws -> FilterExpression {
    switch filter {
    case .compare(let path, let comparison, let value):
      let literal = try literal(value, comparison, try scalar(path, in: context))
      if case .same = literal { return filter }
      return literal.compared(path, comparison, value)
    case .isIn(let path, let values): return try isIn(try scalar(path, in: context), values)
    case .between(let path, let low, let high): return try between(try scalar(path, in: context), low, high)
    case .text(let path, let test, let text):
      return .text(path, test, try words(text, try scalar(path, in: context)))
    case .matches(let path, let text): return .matches(path, try words(text, try scalar(path, in: context)))
    case .during(let path, _):
      let type = try scalar(path, in: context).type
      guard type == .date || type == .instant else { throw FilterError.notInTime(path, type) }
      return filter
    case .constant, .and, .or, .not, .any, .all: return filter
    }
  }

  private func element(
    of path: FieldPath, _ inner: FilterExpression, in context: FilterContext, depth: Int
  ) throws -> FilterExpression {
    let resolved = try path.resolved(in: context, catalog: catalog, scope: scope)
    guard case .list(let element) = resolved.type else { throw FilterError.notAList(path, resolved.type) }
    guard listDepth < FilterExpression.maximumListDepth else { throw FilterError.tooDeep }
    let inside = FilterChecker(catalog: catalog, scope: scope, listDepth: listDepth + 1)
    return try inside.check(inner, in: .element(element), depth: depth + 1)
  }

  private func scalar(_ path: FieldPath, in context: FilterContext) throws -> ResolvedPath {
    let resolved = try path.resolved(in: context, catalog: catalog, scope: scope)
    if case .list = resolved.type { throw FilterError.listNeedsAnyOrAll(path) }
    return resolved
  }

  private func words(_ text: String, _ path: ResolvedPath) throws -> String {
    switch path.type {
    case .text, .enumeration:
      if case .value(.text(let normal)) = try FilterLiteral.normalised(text, at: path) { return normal }
      return text
    default: throw FilterError.notText(path.path, path.type)
    }
  }

  private func literal(
    _ value: AnyValue, _ comparison: FilterExpression.Comparison, _ path: ResolvedPath
  ) throws -> FilterLiteral {
    let isOrdering = comparison != .equal && comparison != .notEqual
    if isOrdering {
      guard path.type.isOrdered else { throw FilterError.unordered(path.path, path.type) }
      guard !value.isNull else { throw FilterError.orderingWithNull(path.path) }
    }
    return try FilterLiteral.literal(value, comparedWith: path)
  }

  private func isIn(_ path: ResolvedPath, _ values: [AnyValue]) throws -> FilterExpression {
    var plain: [AnyValue] = []
    var others: [FilterExpression] = []
    for value in values {
      let literal = try FilterLiteral.literal(value, comparedWith: path)
      switch literal {
      case .same: plain.append(value)
      case .value(let other): plain.append(other)
      case .amount, .noInteger: others.append(literal.compared(path.path, .equal, value))
      }
    }
    let isIn = FilterExpression.isIn(path.path, plain)
    return others.isEmpty ? isIn : .or((plain.isEmpty ? [] : [isIn]) + others)
  }

  private func between(_ path: ResolvedPath, _ low: AnyValue, _ high: AnyValue) throws -> FilterExpression {
    let lower = try literal(low, .greaterOrEqual, path).compared(path.path, .greaterOrEqual, low)
    let upper = try literal(high, .lessOrEqual, path).compared(path.path, .lessOrEqual, high)
    if case .compare(path.path, .greaterOrEqual, let low) = lower,
      case .compare(path.path, .lessOrEqual, let high) = upper
    {
      return .between(path.path, low, high)
    }
    return .and([lower, upper])
  }
}
