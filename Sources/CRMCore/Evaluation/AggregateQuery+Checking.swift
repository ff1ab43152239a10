extension AggregateQuery {
  /// The query as a store receives it: paths lead somewhere, measures fit the types of their fields, literals have their fields' types, and
  /// periods relative to now have become points in time.
  ///
  /// - Throws: ``FilterError``, ``CalendarError``, and ``StoreError/invalidQuery(_:)`` for what can't be grouped by, or has no such figure.
  public func checked(in catalog: Catalog, at now: Instant, calendar: ReportCalendar) throws -> AggregateQuery {
    var query = self
    try query.check(in: catalog)
    try query.resolvePeriods(at: now, in: calendar, catalog)
    return query
  }
}

extension AggregateQuery: ScopedQuery {
  func checkForm(in catalog: Catalog) throws {
    if let limit, limit < 0 { throw StoreError.invalidQuery("a limit of \(limit) rows; leave it out for all of them") }
    let routes = RouteCompiler(catalog: catalog, scope: QueryScope(customFields: scope.customFields))
    for group in groups { _ = try GroupReader(group, on: type, routes) }
    for measure in measures { _ = try measure.accumulator(on: type, routes) }
    for term in sort { try term.key.check(self) }
  }

  func reach(in catalog: Catalog) -> QueryReach { QueryReach(self, catalog: catalog) }
}
