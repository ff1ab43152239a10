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
  /// The numbers of the rows' groups, which are those of the combinations.
  private var combined = [Int32](repeating: 0, count: ColumnBatch.capacity)
  private var groupCount: Int32 = 0

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
    combined.withUnsafeMutableBufferPointer { combined in
      parts[0].withUnsafeBufferPointer { numbers in
        for row in 0..<selection.count { combined[row] = numbers[row] }
      }
      for index in combinations.indices {
        parts[index + 1].withUnsafeBufferPointer { numbers in
          for row in 0..<selection.count { combined[row] = combinations[index].number(of: combined[row], numbers[row]) }
        }
      }
    }
    // New combinations have the next numbers, in the order of the rows.
    guard groupCount < combinations.last?.count ?? groupings[0].values.count else { return }
    for row in 0..<selection.count where combined[row] == groupCount { addGroup(of: row) }
  }

  private mutating func addGroup(of row: Int) {
    var key: [UInt8] = []
    var values: [AnyValue] = []
    for (index, grouping) in groupings.enumerated() {
      let part = Int(parts[index][row])
      key += grouping.keys.key(at: part)
      values.append(grouping.values[part])
    }
    aggregation.addGroup(key: key, values)
    groupCount += 1
  }
}
