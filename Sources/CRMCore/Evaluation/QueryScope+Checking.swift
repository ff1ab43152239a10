extension QueryScope {
  /// The same scope with its conditions checked and their periods resolved.
  ///
  /// - Throws: ``FilterError``, ``CalendarError``, ``StoreError/unknownEntity(_:suggestions:)``.
  public func checked(in catalog: Catalog, at now: Instant, calendar: ReportCalendar) throws -> QueryScope {
    if visible.isEmpty { return self }
    let everything = QueryScope(customFields: customFields)
    var result = self
    for (entity, condition) in visible {
      result.visible[entity] = try condition.prepared(
        for: try catalog.type(of: entity), catalog: catalog, scope: everything, at: now, in: calendar)
    }
    return result
  }
}

extension FilterExpression {
  /// The filter checked and its periods resolved.
  func prepared(
    for type: RecordType, catalog: Catalog, scope: QueryScope, at now: Instant, in calendar: ReportCalendar
  ) throws -> FilterExpression {
    let filter = try checked(in: .record(type), catalog: catalog, scope: scope)
    guard filter.asksCalendar else { return filter }
    return try filter.resolved(at: now, in: calendar, context: .record(type), catalog: catalog, scope: scope)
  }
}

/// A query that is checked before a store receives it.
protocol ScopedQuery: Sendable {
  var type: RecordType { get }
  var scope: QueryScope { get set }

  func checked(in catalog: Catalog, at now: Instant, calendar: ReportCalendar) throws -> Self

  /// What the query reads, with the scope that it has.
  func reach(in catalog: Catalog) -> QueryReach
}

extension RecordQuery: ScopedQuery {
  func reach(in catalog: Catalog) -> QueryReach { QueryReach(self, catalog: catalog) }
}

extension AggregateQuery: ScopedQuery {
  func reach(in catalog: Catalog) -> QueryReach { QueryReach(self, catalog: catalog) }
}
