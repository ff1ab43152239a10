import CRMCore
import Foundation

/// What a store should hold and answer, worked out in the plainest way.
///
/// It is dictionaries of values, and an evaluator that looks at everything, and shares no code with the stores.
struct PlainModel: Sendable {
  /// A record's values by field name; nil is left out.
  typealias Row = [String: AnyValue]

  let catalog: Catalog
  /// The records by entity and identifier.
  private(set) var tables: [String: [Identifier: Row]] = [:]
  /// The definitions of custom fields, by entity and name.
  private(set) var custom: [String: [String: Definition]] = [:]
  /// The conditions under which records are visible, by entity.
  var visible: [String: FilterExpression] = [:]
  /// How often a record was inserted under a key.
  var lives: [RecordKey: Int] = [:]
  /// What was committed, by key.
  var log: [RecordKey: [Event]] = [:]
  /// The last deleted record of each key.
  var graves: [RecordKey: Row] = [:]
  /// The states after the steps so far.
  var past: [PlainModel] = []
  /// The transaction that is open.
  var transaction: Transaction?

  init(_ catalog: Catalog) { self.catalog = catalog }

  /// The row of a record as it was read from a store; derived fields are left to the filters that name them.
  static func row(of record: AnyRecord) throws -> Row {
    var row = try record.values()
    row["id"] = .reference(record.id)
    return row
  }

  /// Adds a record or replaces it.
  mutating func put(_ record: AnyRecord) throws {
    self[record.key] = try PlainModel.row(of: record)
  }

  /// Adds records of one type.
  mutating func put<R: Record>(_ records: [R]) throws {
    for record in records { try put(R.schema.encode(record)) }
  }

  /// The row of a key; nil when there is none.
  subscript(key: RecordKey) -> Row? {
    get { tables[key.entity]?[key.id] }
    set {
      tables[key.entity, default: [:]][key.id] = newValue
      if key.entity == CustomField.entity { custom = readDefinitions() }
    }
  }

  /// What a query should answer: the identifiers in order.
  func identifiers(_ query: RecordQuery) -> [Identifier] {
    let rows = rows(query.type, where: query.filter)
    let sorted = rows.sorted { isBefore($0, $1, query.sort, query.type) }
    var result = sorted[...]
    if let after = query.after {
      result = result.drop { !isBehind(after, $0, query.sort, query.type) }
    }
    return result.prefix(query.limit.map { max(0, $0) } ?? .max).compactMap(PlainModel.identifier)
  }

  /// The visible rows that meet a condition, in no order.
  func rows(_ type: RecordType, where filter: FilterExpression) -> [Row] {
    (tables[type.entity] ?? [:]).values.filter { row in
      isVisible(row, type) && matches(filter, .record(row, type))
    }
  }

  /// Whether a row exists for who asks.
  ///
  /// The conditions themselves are evaluated over everything.
  func isVisible(_ row: Row, _ type: RecordType) -> Bool {
    guard let condition = visible[type.entity] else { return true }
    var everything = self
    everything.visible = [:]
    return everything.matches(condition, .record(row, type))
  }

  private func isBefore(_ left: Row, _ right: Row, _ sort: [SortTerm], _ type: RecordType) -> Bool {
    for term in sort {
      let order = PlainModel.order(
        value(term.path, .record(left, type)), value(term.path, .record(right, type)))
      if order != 0 { return (order < 0) != term.isDescending }
    }
    return PlainModel.order(left["id"] ?? .null, right["id"] ?? .null) < 0
  }

  /// Whether a row comes behind a cursor.
  private func isBehind(_ cursor: RecordCursor, _ row: Row, _ sort: [SortTerm], _ type: RecordType) -> Bool {
    for (term, key) in zip(sort, cursor.keys) {
      let order = PlainModel.order(key, value(term.path, .record(row, type)))
      if order != 0 { return (order < 0) != term.isDescending }
    }
    return PlainModel.order(.reference(cursor.id), row["id"] ?? .null) < 0
  }

  private static func identifier(_ row: Row) -> Identifier? {
    if case .reference(let id)? = row["id"] { id } else { nil }
  }
}
