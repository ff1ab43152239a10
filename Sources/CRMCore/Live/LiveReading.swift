/// What can be observed: a store, a `CRM`.
///
/// The calls are those of ``RecordReading`` of similar names, and the answers are the same, again and again: see ``LiveQuery``.
public protocol LiveReading: RecordReading {
  /// The store whose answers are observed.
  var observed: any Store { get }
}

extension LiveReading {
  /// The records that meet a condition, in the order asked for; ties, or all, in the order of their identifiers.
  ///
  /// - Parameters:
  ///   - type: The type of the records.
  ///   - filter: The condition.
  ///   - sort: The order, most significant first.
  ///   - limit: The greatest number of records.
  public func live<R: Record>(
    _ type: R.Type = R.self, where filter: Filter<R> = .all, sort: Sorting<R>..., limit: Int? = nil
  ) -> LiveQuery<[R]> {
    live(RecordQuery(R.recordType, where: filter.expression, sort: sort.map { $0.term }, limit: limit))
  }

  /// The records that meet all of the conditions that the closure lists, one a line.
  public func live<R: Record>(
    _ type: R.Type = R.self, sort: Sorting<R>..., limit: Int? = nil,
    @FilterBuilder<R> matching conditions: (RecordFields<R>) -> Filter<R>
  ) -> LiveQuery<[R]> {
    let filter = Filter(matching: conditions)
    return live(RecordQuery(R.recordType, where: filter.expression, sort: sort.map { $0.term }, limit: limit))
  }

  private func live<R: Record>(_ query: RecordQuery) -> LiveQuery<[R]> {
    LiveQuery(query, of: observed) { try R.schema.decode($0) }
  }

  /// How many records meet a condition.
  public func liveCount<R: Record>(_ type: R.Type = R.self, where filter: Filter<R> = .all) -> LiveQuery<Int> {
    liveCount(RecordQuery(R.recordType, where: filter.expression))
  }

  /// How many records meet all of the conditions that the closure lists, one a line.
  public func liveCount<R: Record>(
    _ type: R.Type = R.self, @FilterBuilder<R> matching conditions: (RecordFields<R>) -> Filter<R>
  ) -> LiveQuery<Int> {
    liveCount(type, where: Filter(matching: conditions))
  }

  /// Figures over the records that meet a condition, by groups: see ``AggregateQuery``.
  public func liveAggregate<R: Record>(
    _ type: R.Type = R.self, where filter: Filter<R> = .all, by groups: [Grouping] = [], _ measures: Measure...
  ) -> LiveQuery<[AggregateRow]> {
    live(AggregateQuery(R.recordType, where: filter.expression, by: groups, measures: measures))
  }

  /// The rows of an aggregate, in its order.
  public func live(_ query: AggregateQuery) -> LiveQuery<[AggregateRow]> { LiveQuery(query, of: observed) { $0 } }

  /// The records that a query asks for, in its order, without their Swift type.
  public func live(_ query: RecordQuery) -> LiveQuery<[AnyRecord]> { LiveQuery(query, of: observed) { $0 } }

  /// How many records meet a query's condition.
  public func liveCount(_ query: RecordQuery) -> LiveQuery<Int> {
    let figures = AggregateQuery(query.type, where: query.filter, measures: [.count], scope: query.scope)
    return LiveQuery(figures, of: observed) { rows in
      if case .integer(let count)? = rows.first?.values.first { Int(count) } else { 0 }
    }
  }
}
