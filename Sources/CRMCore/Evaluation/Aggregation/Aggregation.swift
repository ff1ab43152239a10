import Foundation

/// The answer of an ``AggregateQuery`` while its candidates come in, one by one and in any order.
public struct Aggregation: ~Copyable {
  private var matcher: RecordMatcher
  let lookup: RecordLookup
  private let sort: [AggregateSort]
  private let limit: Int
  private(set) var groupReaders: [GroupReader]
  let measures: [any Accumulator]
  private var key = OrderedKey()
  private var groups = ByteTable()
  private var groupValues: [[AnyValue]] = []

  init(
    _ query: AggregateQuery, _ matcher: RecordMatcher, _ routes: RouteCompiler, _ lookup: RecordLookup,
    isReversible: Bool = false
  ) throws {
    for term in query.sort { try term.key.check(query) }
    let groupReaders = try query.groups.map { try GroupReader($0, on: query.type, routes) }
    measures = try query.measures.map { try $0.accumulator(on: query.type, routes, isReversible: isReversible) }
    self.groupReaders = groupReaders
    self.matcher = matcher
    self.lookup = lookup
    sort = query.sort
    limit = max(0, query.limit ?? .max)
    // Without groups there is one row, also of no records.
    if groupReaders.isEmpty { addGroup([]) }
  }

  /// Adds a candidate.
  ///
  /// - Throws: As ``RecordMatcher/matches(_:)``, and ``CalendarError`` for a moment that the calendar of a grouping does not cover.
  public mutating func add(_ candidate: AnyRecord) throws {
    try candidate.storage.withSlots { try add($0) }
  }

  /// Adds a candidate, by its slots alone.
  package mutating func add(_ candidate: SlotReader) throws {
    if try matcher.matches(candidate) { try add(Row(record: candidate)) }
  }

  private mutating func add(_ row: Row) throws {
    let group = try group(of: row, lookup)
    for measure in measures { try measure.add(row, lookup, to: group) }
  }

  /// The number of the group that a row belongs to.
  mutating func group(of row: Row, _ lookup: RecordLookup) throws -> Int {
    guard !groupReaders.isEmpty else { return 0 }
    key.clear()
    for index in groupReaders.indices { try groupReaders[index].read(row, lookup, into: &key) }
    let (group, isNew) = key.withBytes { groups.insert($0) }
    guard isNew else { return group }
    var values: [AnyValue] = []
    for index in groupReaders.indices { values.append(try groupReaders[index].value(row, lookup)) }
    addGroup(values)
    return group
  }

  /// The number of groups so far.
  var groupCount: Int { groupValues.count }

  /// The condition that the records of a group meet.
  func condition(ofGroup group: Int) throws -> FilterExpression {
    try zip(groupReaders, groupValues[group]).reduce(.constant(true)) { try $0 && $1.0.condition(of: $1.1) }
  }

  /// What decides which records count.
  var programs: [FilterProgram] { matcher.programs }

  /// Adds a group that is new, with the next number.
  mutating func addGroup(key: [UInt8], _ values: [AnyValue]) {
    _ = key.withUnsafeBytes { groups.insert($0) }
    addGroup(values)
  }

  private mutating func addGroup(_ values: [AnyValue]) {
    groupValues.append(values)
    for measure in measures { measure.addGroup() }
  }

  /// The rows so far, in the query's order.
  ///
  /// - Throws: ``StoreError/overflow(_:)``, ``StoreError/mixedCurrencies(_:path:)``.
  public func rows() throws -> [AggregateRow] { try rows { _ in true } }

  /// The rows of the groups that count, in the query's order.
  func rows(_ counts: (_ group: Int) -> Bool) throws -> [AggregateRow] {
    let order = groupReaders.isEmpty ? [0] : groups.sorted().filter(counts)
    let rows = try order.map { group in
      AggregateRow(group: groupValues[group], values: try measures.map { try $0.value(of: group) })
    }
    return AggregateQuery.arrange(rows, by: sort, limit: limit)
  }
}

extension AggregateQuery {
  /// The query's rows in its order, and no more than its limit.
  ///
  /// - Parameter rows: All rows, in the order of their groups.
  package func arranged(_ rows: [AggregateRow]) -> [AggregateRow] {
    AggregateQuery.arrange(rows, by: sort, limit: max(0, limit ?? .max))
  }

  fileprivate static func arrange(_ rows: [AggregateRow], by sort: [AggregateSort], limit: Int) -> [AggregateRow] {
    guard !sort.isEmpty else { return rows.count > limit ? Array(rows.prefix(limit)) : rows }
    let ranked = rows.enumerated().sorted { left, right in
      sort.order(left.element, right.element) ?? (left.offset < right.offset)
    }
    return ranked.prefix(limit).map(\.element)
  }
}

extension [AggregateSort] {
  /// Whether a row comes before another; nil when they tie.
  fileprivate func order(_ left: AggregateRow, _ right: AggregateRow) -> Bool? {
    for term in self {
      let order = AnyValue.ascending(left[term.key], right[term.key])
      if order != .orderedSame { return (order == .orderedAscending) != term.isDescending }
    }
    return nil
  }
}

extension AggregateRow {
  /// What a key of an order compares.
  fileprivate subscript(key: AggregateSort.Key) -> AnyValue {
    switch key {
    case .group(let index): group[index]
    case .measure(let index): values[index]
    }
  }
}

extension AggregateSort.Key {
  /// - Throws: ``StoreError/invalidQuery(_:)`` when the query has no such group or figure.
  func check(_ query: AggregateQuery) throws {
    let (index, count, name) =
      switch self {
      case .group(let index): (index, query.groups.count, "group")
      case .measure(let index): (index, query.measures.count, "measure")
      }
    guard (0..<count).contains(index) else {
      throw StoreError.invalidQuery("the order names \(name) \(index), and there are \(count), counted from 0")
    }
  }
}
