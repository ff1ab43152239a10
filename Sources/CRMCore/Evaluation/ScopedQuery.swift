/// A query that is checked before a store receives it: in place, since every question passes here, and a copy would count a reference to each of its
/// parts.
protocol ScopedQuery: Sendable {
  var type: RecordType { get }
  var filter: FilterExpression { get set }
  var scope: QueryScope { get set }

  /// Checks all but the conditions.
  func checkForm(in catalog: Catalog) throws

  /// What the query reads, with the scope that it has.
  func reach(in catalog: Catalog) -> QueryReach
}

extension ScopedQuery {
  /// Checks everything, and gives literals their fields' types.
  ///
  /// - Throws: ``FilterError``, ``StoreError/unknownEntity(_:suggestions:)``, ``StoreError/invalidQuery(_:)``.
  mutating func check(in catalog: Catalog) throws {
    filter = try filter.checked(in: .record(type), catalog: catalog, scope: scope)
    if !scope.visible.isEmpty { try checkVisible(in: catalog) }
    try checkForm(in: catalog)
  }

  private mutating func checkVisible(in catalog: Catalog) throws {
    for (entity, condition) in scope.visible {
      scope.visible[entity] = try condition.checked(in: .record(catalog.type(of: entity)), catalog: catalog, scope: all)
    }
  }

  /// Whether the calendar is asked for a part of a checked query.
  var asksCalendar: Bool {
    filter.asksCalendar || !scope.visible.isEmpty && scope.visible.values.contains(where: \.asksCalendar)
  }

  /// Turns the periods of a checked query, and the days that instants are compared with, into points in time.
  ///
  /// - Throws: ``FilterError``, ``CalendarError``.
  mutating func resolvePeriods(at now: Instant, in calendar: ReportCalendar, _ catalog: Catalog) throws {
    func resolved(_ condition: FilterExpression, on type: RecordType) throws -> FilterExpression {
      try condition.resolved(at: now, in: calendar, context: .record(type), catalog: catalog, scope: all)
    }
    filter = try resolved(filter, on: type)
    for (entity, condition) in scope.visible {
      scope.visible[entity] = try resolved(condition, on: catalog.type(of: entity))
    }
  }

  /// What the conditions themselves see: everything.
  private var all: QueryScope { QueryScope(customFields: scope.customFields) }
}
