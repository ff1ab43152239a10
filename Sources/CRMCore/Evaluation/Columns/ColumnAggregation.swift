/// The answer of an ``AggregateQuery`` from columns alone, where everything that it asks for lies in some.
package struct ColumnAggregation: ~Copyable {
  private let slots: [Int]
  private let source: any ColumnSource
  private var aggregation: Aggregation
  private var filters: [ColumnFilter]
  private var groupings: [ColumnGrouping]
  private var measures: [ColumnMeasure]
  private let checkCancellation: () throws -> Void

  private var selection = RowSelection()
  /// The numbers of each grouping's parts, for the rows of a batch.
  private var parts: [[Int32]]
  /// The numbers of the parts' combinations: of the first two groupings, of these with the third, and so on.
  private var combinations: [PairTable]
  private var combined = [Int32](repeating: 0, count: ColumnBatch.capacity)
  /// The numbers of the groups by those of the combinations, or -1 where they are not known yet.
  private var groups: [Int32] = []

  /// Nil when the query asks for something that is in no column.
  init?(
    _ aggregation: consuming Aggregation, _ source: any ColumnSource, checkCancellation: @escaping () throws -> Void
  ) {
    var plan = ColumnPlan(source)
    let lookup = aggregation.lookup
    filters = aggregation.programs.compactMap { ColumnFilter($0, &plan, source, lookup) }
    groupings = aggregation.groupReaders.compactMap { ColumnGrouping($0, &plan, source, lookup) }
    measures = aggregation.measures.compactMap { ColumnMeasure($0, &plan, source) }
    guard filters.count == aggregation.programs.count, groupings.count == aggregation.groupReaders.count,
      measures.count == aggregation.measures.count
    else { return nil }
    parts = groupings.map { _ in Array(repeating: 0, count: ColumnBatch.capacity) }
    combinations = groupings.dropFirst().map { _ in PairTable() }
    slots = plan.slots
    self.aggregation = aggregation
    self.source = source
    self.checkCancellation = checkCancellation
  }

  /// The slots of the fields whose columns are read.
  package var columns: [Int] { slots }

  /// The rows of the answer, in the query's order.
  ///
  /// - Throws: As ``QueryEvaluator/aggregate(_:candidates:)``.
  package mutating func rows() throws -> [AggregateRow] {
    var batches = 0
    try source.forEachBatch(of: slots) { batch in
      batches += 1
      if batches & 7 == 0 { try checkCancellation() }
      try add(batch)
    }
    return try aggregation.rows()
  }

  private mutating func add(_ batch: ColumnBatch) throws {
    selection.takeOccupied(of: batch)
    for index in filters.indices { try filters[index].select(from: batch, &selection) }
    guard selection.count > 0 else { return }
    try findGroups(of: batch)
    for index in measures.indices { try measures[index].add(selection, of: batch, to: combined) }
  }

  /// Writes the number of each row's group into ``combined``.
  private mutating func findGroups(of batch: ColumnBatch) throws {
    guard !groupings.isEmpty else { return }
    for index in groupings.indices { try groupings[index].number(selection, of: batch, into: &parts[index]) }
    for row in 0..<selection.count {
      var number = parts[0][row]
      for index in combinations.indices { number = combinations[index].number(of: number, parts[index + 1][row]) }
      while groups.count <= Int(number) { groups.append(-1) }
      if groups[Int(number)] < 0 { groups[Int(number)] = addGroup(of: row) }
      combined[row] = groups[Int(number)]
    }
  }

  private mutating func addGroup(of row: Int) -> Int32 {
    var key: [UInt8] = []
    var values: [AnyValue] = []
    for (index, grouping) in groupings.enumerated() {
      let part = Int(parts[index][row])
      key += grouping.keys.key(at: part)
      values.append(grouping.values[part])
    }
    return Int32(truncatingIfNeeded: aggregation.addGroup(key: key, values))
  }
}
