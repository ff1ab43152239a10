/// The figures of an aggregate while records come into its groups and leave them.
///
/// A record that changed is removed as it was and added as it is; what it amounts to is computed by the same readers and accumulators as for an
/// aggregate that is asked once.
final class LiveAggregate {
  /// The query as the store under all rights receives it.
  let query: AggregateQuery
  private var aggregation: Aggregation
  private let programs: [FilterProgram]
  private let measures: [any ReversibleAccumulator]
  private let rankings: [RankingAccumulator]
  /// How many records are in each group.
  private let records = CountAccumulator()
  private var liveGroups = 0

  /// - Throws: As ``QueryEvaluator/aggregation(_:)``.
  init(_ query: AggregateQuery, catalog: Catalog) throws {
    self.query = query
    let evaluator = QueryEvaluator(catalog: catalog, source: NoRecords())
    aggregation = try evaluator.aggregation(query, isReversible: true)
    programs = aggregation.programs
    measures = aggregation.measures.compactMap { $0 as? any ReversibleAccumulator }
    rankings = measures.compactMap { $0 as? RankingAccumulator }
    for _ in 0..<aggregation.groupCount { records.addGroup() }
  }

  /// Lets a record count, if it meets the condition.
  func add(_ record: AnyRecord, _ lookup: RecordLookup) throws {
    try fold(record, lookup) { row, group in
      if records.isEmpty(group) { liveGroups += 1 }
      records.add(to: group)
      for measure in measures { try measure.add(row, lookup, to: group) }
    }
  }

  /// Lets a record count no more, if it met the condition.
  func remove(_ record: AnyRecord, _ lookup: RecordLookup) throws {
    try fold(record, lookup) { row, group in
      records.remove(row, lookup, from: group)
      if records.isEmpty(group) { liveGroups -= 1 }
      for measure in measures { try measure.remove(row, lookup, from: group) }
    }
  }

  /// The rows of the groups that have records, in the query's order.
  ///
  /// - Throws: ``StoreError/overflow(_:)``, ``StoreError/mixedCurrencies(_:path:)``.
  func rows() throws -> [AggregateRow] { try aggregation.rows { !records.isEmpty($0) } }

  /// Whether groups without records take most of the memory.
  var isWasteful: Bool { aggregation.groupCount > 2 * liveGroups + 1024 }

  private func fold(_ record: AnyRecord, _ lookup: RecordLookup, _ body: (Row, Int) throws -> Void) throws {
    guard try programs.allSatisfy({ try $0.matches(record, lookup) }) else { return }
    try record.storage.withSlots { slots in
      let row = Row(record: slots)
      let group = try aggregation.group(of: row, lookup)
      while records.groupCount < aggregation.groupCount { records.addGroup() }
      try body(row, group)
    }
  }
}

// MARK: - Extremes

extension LiveAggregate {
  /// The groups of which neither the smallest nor the greatest value can be told any more, with the condition that their records meet.
  func exhaustedGroups() throws -> [(group: Int, condition: FilterExpression)] {
    let groups = rankings.reduce(into: Set()) { $0.formUnion($1.exhausted) }
    // What has no records has no values either.
    for group in groups where records.isEmpty(group) { forgetExtremes(of: group) }
    return try groups.filter { !records.isEmpty($0) }.map { ($0, try aggregation.condition(ofGroup: $0)) }
  }

  /// Makes the extremes of a group those of no values; all of its records are to be ranked then.
  func forgetExtremes(of group: Int) {
    for ranking in rankings { ranking.forget(group) }
  }

  /// Lets a record of a group count for its extremes again.
  func rank(_ record: AnyRecord, _ lookup: RecordLookup, in group: Int) throws {
    try fold(record, lookup) { row, found in
      guard found == group else { return }
      for ranking in rankings { try ranking.rank(row, lookup, in: group) }
    }
  }
}
