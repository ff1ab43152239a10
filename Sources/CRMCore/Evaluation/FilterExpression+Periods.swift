extension FilterExpression {
  /// The same condition with the calendar's answers in it: periods relative to now become ranges of dates or
  /// instants, and a day that an instant is compared with becomes the range from its first moment to the next day's,
  /// in the calendar's time zone.
  ///
  /// What reaches a store is resolved so.
  ///
  /// An instant equals a day that it lies in; it is less than a day when it lies before it, and greater when it lies after it.
  ///
  /// - Parameters:
  ///   - now: The instant that periods are relative to.
  ///   - calendar: The calendar, and the time zone in which days begin.
  ///   - context: What the names mean; the filter was checked in it.
  ///   - catalog: The record types.
  ///   - scope: The custom fields.
  /// - Throws: ``FilterError``, ``CalendarError``.
  public func resolved(
    at now: Instant, in calendar: ReportCalendar, context: FilterContext, catalog: Catalog,
    scope: QueryScope = QueryScope()
  ) throws -> FilterExpression {
    try PeriodResolver(now: now, calendar: calendar, catalog: catalog, scope: scope).resolve(
      self, in: context, depth: 0)
  }

  /// Whether a part of the condition is a period relative to now.
  var hasAPeriod: Bool {
    switch self {
    case .and(let parts), .or(let parts): parts.contains(where: \.hasAPeriod)
    case .not(let inner), .any(_, let inner), .all(_, let inner): inner.hasAPeriod
    case .during: true
    case .constant, .compare, .isIn, .between, .text, .matches: false
    }
  }
}

extension FilterExpression {
  /// Whether a part of a checked condition is for the calendar to answer.
  var asksCalendar: Bool {
    switch self {
    case .and(let parts), .or(let parts): parts.contains(where: \.asksCalendar)
    case .not(let inner), .any(_, let inner), .all(_, let inner): inner.asksCalendar
    case .during: true
    case .compare(_, _, let value): value.isDate
    case .isIn(_, let values): values.contains(where: \.isDate)
    case .between(_, let low, let high): low.isDate || high.isDate
    case .constant, .text, .matches: false
    }
  }
}

private struct PeriodResolver {
  let now: Instant
  let calendar: ReportCalendar
  let catalog: Catalog
  let scope: QueryScope

  func resolve(_ filter: FilterExpression, in context: FilterContext, depth: Int) throws -> FilterExpression {
    guard depth < FilterExpression.maximumDepth else { throw FilterError.tooDeep }
    switch filter {
    case .and(let parts): return .and(try parts.map { try resolve($0, in: context, depth: depth + 1) })
    case .or(let parts): return .or(try parts.map { try resolve($0, in: context, depth: depth + 1) })
    case .not(let part): return .not(try resolve(part, in: context, depth: depth + 1))
    case .any(let path, let inner):
      return .any(path, try resolve(inner, in: elements(of: path, in: context), depth: depth + 1))
    case .all(let path, let inner):
      return .all(path, try resolve(inner, in: elements(of: path, in: context), depth: depth + 1))
    case .constant, .compare, .isIn, .between, .text, .matches, .during: return try resolveTest(filter, in: context)
    }
  }

  private func resolveTest(_ filter: FilterExpression, in context: FilterContext) throws -> FilterExpression {
    switch filter {
    case .compare(let path, let comparison, .date(let day)):
      return try isInstant(path, in: context) ? compare(path, comparison, day) : filter
    case .isIn(let path, let values):
      let days = values.compactMap { if case .date(let day) = $0 { day } else { nil } }
      guard !days.isEmpty, try isInstant(path, in: context) else { return filter }
      let others = values.filter { if case .date = $0 { false } else { true } }
      return .or([.isIn(path, others)] + (try days.map { try compare(path, .equal, $0) }))
    case .between(let path, let low, let high):
      guard low.isDate || high.isDate, try isInstant(path, in: context) else { return filter }
      return .and([try bound(path, .greaterOrEqual, low), try bound(path, .lessOrEqual, high)])
    case .during(let path, let period):
      if try isInstant(path, in: context) { return lies(path, in: try calendar.instants(of: period, at: now)) }
      let days = try calendar.dates(of: period, at: now)
      return .and([
        .compare(path, .greaterOrEqual, .date(days.lowerBound)), .compare(path, .less, .date(days.upperBound)),
      ])
    case .constant, .and, .or, .not, .any, .all, .compare, .text, .matches: return filter
    }
  }

  private func bound(_ path: FieldPath, _ comparison: FilterExpression.Comparison, _ value: AnyValue) throws
    -> FilterExpression
  {
    guard case .date(let day) = value else { return .compare(path, comparison, value) }
    return try compare(path, comparison, day)
  }

  private func compare(_ path: FieldPath, _ comparison: FilterExpression.Comparison, _ day: CalendarDate) throws
    -> FilterExpression
  {
    let moments = try calendar.instants(of: day..<day.adding(days: 1))
    return switch comparison {
    case .equal: lies(path, in: moments)
    case .notEqual: .not(lies(path, in: moments))
    case .less: .compare(path, .less, .instant(moments.lowerBound))
    case .lessOrEqual: .compare(path, .less, .instant(moments.upperBound))
    case .greater: .compare(path, .greaterOrEqual, .instant(moments.upperBound))
    case .greaterOrEqual: .compare(path, .greaterOrEqual, .instant(moments.lowerBound))
    }
  }

  private func lies(_ path: FieldPath, in moments: Range<Instant>) -> FilterExpression {
    .and([
      .compare(path, .greaterOrEqual, .instant(moments.lowerBound)),
      .compare(path, .less, .instant(moments.upperBound)),
    ])
  }

  private func isInstant(_ path: FieldPath, in context: FilterContext) throws -> Bool {
    let type = try path.resolved(in: context, catalog: catalog, scope: scope).type
    guard type == .date || type == .instant else { throw FilterError.notInTime(path, type) }
    return type == .instant
  }

  private func elements(of path: FieldPath, in context: FilterContext) throws -> FilterContext {
    .element(try path.resolved(in: context, catalog: catalog, scope: scope).type.element)
  }
}

extension AnyValue {
  fileprivate var isDate: Bool { if case .date = self { true } else { false } }
}
