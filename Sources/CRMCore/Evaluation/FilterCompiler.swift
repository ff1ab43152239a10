import Foundation

/// Links a filter's tests to a program, from the end backwards: each part is told where to go on.
struct FilterCompiler {
  let routes: RouteCompiler
  private(set) var instructions: [FilterInstruction] = []
  private(set) var tables = FilterTables()
  /// How many conditions on lists are around what is compiled.
  private var listDepth = 0

  init(routes: RouteCompiler) { self.routes = routes }

  /// Adds the instructions of a filter; the first one to run is returned.
  mutating func compile(
    _ filter: FilterExpression, in context: FilterContext, yes: Int32, no: Int32, depth: Int
  ) throws -> Int32 {
    guard depth < FilterExpression.maximumDepth else { throw FilterError.tooDeep }
    switch filter {
    case .constant(let value): return value ? yes : no
    case .and(let parts):
      return try parts.reversed().reduce(yes) { try compile($1, in: context, yes: $0, no: no, depth: depth + 1) }
    case .or(let parts):
      return try parts.reversed().reduce(no) { try compile($1, in: context, yes: yes, no: $0, depth: depth + 1) }
    case .not(let part): return try compile(part, in: context, yes: no, no: yes, depth: depth + 1)
    case .any(let path, let inner): return try quantify(path, inner, isAny: true, context, yes, no, depth)
    case .all(let path, let inner): return try quantify(path, inner, isAny: false, context, yes, no, depth)
    case .compare, .isIn, .between, .text, .matches, .during:
      return try compileTest(filter, in: context, yes: yes, no: no)
    }
  }

  private mutating func compileTest(
    _ filter: FilterExpression, in context: FilterContext, yes: Int32, no: Int32
  ) throws -> Int32 {
    switch filter {
    case .during(let path, _): throw FilterError.unresolvedPeriod(path)
    case .compare(let path, let comparison, let value):
      let tests = FieldTests(try place(of: path, in: context))
      if comparison == .notEqual { return try add(tests.compare(.equal, value, &tables), yes: no, no: yes) }
      return try add(tests.compare(comparison, value, &tables), yes: yes, no: no)
    case .isIn(let path, let values):
      let tests = FieldTests(try place(of: path, in: context))
      return try tests.isIn(values, &tables).reversed().reduce(no) { add($1, yes: yes, no: $0) }
    case .between(let path, let low, let high):
      let tests = FieldTests(try place(of: path, in: context))
      return try tests.between(low, high, &tables).reversed().reduce(yes) { add($1, yes: $0, no: no) }
    case .text(let path, let test, let text):
      let tests = FieldTests(try place(of: path, in: context))
      return try add(tests.text(test, text, &tables), yes: yes, no: no)
    case .matches(let path, let words):
      let key = try keyPlace(of: path, in: context)
      let tests = FieldTests(try key ?? place(of: path, in: context))
      return try add(tests.matches(words, isKey: key != nil, &tables), yes: yes, no: no)
    case .constant, .and, .or, .not, .any, .all: return no
    }
  }

  private mutating func add(_ test: FieldTests.Test, yes: Int32, no: Int32) -> Int32 {
    instructions.append(
      FilterInstruction(
        test: test.kind, isRouted: test.place.isRouted, orders: test.orders, place: test.place.index, low: test.low,
        high: test.high, yes: yes, no: no))
    return Int32(instructions.count - 1)
  }

  private mutating func place(of path: FieldPath, in context: FilterContext) throws -> FieldTests.Place {
    let resolved = try path.resolved(in: context, catalog: routes.catalog, scope: routes.scope)
    if case .list = resolved.type { throw FilterError.listNeedsAnyOrAll(path) }
    return try place(resolved, in: context)
  }

  private mutating func place(_ path: ResolvedPath, in context: FilterContext) throws -> FieldTests.Place {
    let route = try routes.route(of: path, in: context)
    if let slot = route.ownSlot { return FieldTests.Place(path, isRouted: false, index: Int32(slot)) }
    tables.routes.append(route)
    return FieldTests.Place(path, isRouted: true, index: Int32(tables.routes.count - 1))
  }

  /// The place of the key that is kept of a searchable text; nil when there is none.
  private mutating func keyPlace(of path: FieldPath, in context: FilterContext) throws -> FieldTests.Place? {
    let text = try path.resolved(in: context, catalog: routes.catalog, scope: routes.scope)
    guard text.field?.options.contains(.searchable) == true else { return nil }
    let key = try? FieldPath(path.text + ".key").resolved(in: context, catalog: routes.catalog, scope: routes.scope)
    guard let key, key.field?.isDerived == true, key.type == .text else { return nil }
    return try place(key, in: context)
  }

  private mutating func quantify(
    _ path: FieldPath, _ inner: FilterExpression, isAny: Bool, _ context: FilterContext, _ yes: Int32, _ no: Int32,
    _ depth: Int
  ) throws -> Int32 {
    let resolved = try path.resolved(in: context, catalog: routes.catalog, scope: routes.scope)
    guard case .list(let type) = resolved.type else { throw FilterError.notAList(path, resolved.type) }
    guard listDepth < FilterExpression.maximumListDepth else { throw FilterError.tooDeep }
    listDepth += 1
    defer { listDepth -= 1 }
    let start = try compile(
      inner, in: .element(type), yes: FilterInstruction.accept, no: FilterInstruction.reject, depth: depth + 1)
    let isCustom = if case .custom = resolved.terminal { true } else { false }
    tables.quantifiers.append(
      FilterTables.Quantifier(
        isAny: isAny, element: try element(type), customCode: isCustom ? type.storedCode ?? 0 : nil,
        start: start))
    let place = try place(resolved, in: context)
    return add(
      FieldTests.Test(.quantifier, place, low: Int64(tables.quantifiers.count - 1)), yes: yes, no: no)
  }

  private func element(_ type: FieldType) throws -> FilterTables.Quantifier.Element {
    switch type {
    case .group: return .group
    case .reference(let entity):
      guard let type = try? routes.catalog.type(of: entity) else { return .scalar }
      let target = try routes.target(type)
      return target.visible == nil ? .scalar : .reference(target)
    default: return .scalar
    }
  }
}
