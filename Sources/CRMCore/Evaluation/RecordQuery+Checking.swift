extension RecordQuery {
  /// The query as a store receives it: paths lead somewhere, literals have their fields' types, and periods relative to now have become
  /// points in time.
  ///
  /// - Throws: ``FilterError``, ``CalendarError``, and ``StoreError/invalidQuery(_:)`` for an order or a cursor that does not fit.
  public func checked(in catalog: Catalog, at now: Instant, calendar: ReportCalendar) throws -> RecordQuery {
    var query = self
    try query.check(in: catalog)
    try query.resolvePeriods(at: now, in: calendar, catalog)
    return query
  }
}

extension RecordQuery: ScopedQuery {
  func checkForm(in catalog: Catalog) throws {
    if let limit, limit < 0 {
      throw StoreError.invalidQuery("a limit of \(limit) records; leave it out for all of them")
    }
    // Without either, the order is that of the identifiers.
    if !sort.isEmpty || after != nil {
      let order = try RecordOrder(
        sort, on: type, RouteCompiler(catalog: catalog, scope: QueryScope(customFields: scope.customFields)))
      if let after { _ = try order.key(of: after) }
    }
  }

  func reach(in catalog: Catalog) -> QueryReach { QueryReach(self, catalog: catalog) }
}
