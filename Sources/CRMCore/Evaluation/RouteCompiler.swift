/// Makes paths ready for running, and compiles each entity's condition of visibility once.
final class RouteCompiler {
  let catalog: Catalog
  let scope: QueryScope
  private var visible: [String: FilterProgram] = [:]

  init(catalog: Catalog, scope: QueryScope) {
    self.catalog = catalog
    self.scope = scope
  }

  /// Where the bytes of a path's value are found.
  ///
  /// - Throws: ``FilterError``.
  func route(of path: FieldPath, in context: FilterContext) throws -> Route {
    try route(of: path.resolved(in: context, catalog: catalog, scope: scope), in: context)
  }

  /// Where the bytes of a resolved path's value are found.
  func route(of resolved: ResolvedPath, in context: FilterContext) throws -> Route {
    var record: RecordType? = if case .record(let type) = context { type } else { nil }
    var steps: [Route.Step] = []
    for step in resolved.steps {
      steps.append(Route.Step(place(step.place, type: .reference(to: ""), in: record), try target(step.target)))
      record = step.target
    }
    return Route(
      steps: steps, place: place(resolved.terminal, type: resolved.member == nil ? resolved.type : .money, in: record),
      member: resolved.member, seen: try seen(resolved))
  }

  /// What records of that type must meet to exist for the query; nil when all do.
  func visibility(of type: RecordType) throws -> FilterProgram? {
    if let program = visible[type.entity] { return program }
    guard let condition = scope.visible[type.entity] else { return nil }
    let program = try FilterProgram(
      condition, on: type, catalog: catalog, scope: QueryScope(customFields: scope.customFields))
    visible[type.entity] = program
    return program
  }

  /// What a reference to that type leads to.
  func target(_ type: RecordType) throws -> Route.Target {
    Route.Target(type: type, visible: try visibility(of: type))
  }

  private func seen(_ path: ResolvedPath) throws -> Route.Target? {
    guard case .reference(let entity) = path.type, path.terminal != .id, let type = try? catalog.type(of: entity) else {
      return nil
    }
    let target = try target(type)
    return target.visible == nil ? nil : target
  }

  private func place(_ place: ResolvedPath.Place, type: FieldType, in record: RecordType?) -> Route.Place {
    switch place {
    case .field(let slot), .groupField(let slot): .slot(slot)
    case .id, .element: .itself
    // A type that custom fields can't hold has no code, and 0 is none.
    case .custom(let name):
      .custom(slot: record?.customSlot ?? .max, name: Array(name.utf8), code: type.storedCode ?? 0)
    }
  }
}
