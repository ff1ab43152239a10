import CRMCore
import Foundation

/// Some trades, houses and clerks, and everything that queries over them need.
struct World: RecordSource {
  let catalog: Catalog
  var scope = QueryScope(
    customFields: [
      "trade": [
        "tier": .enumeration(EnumerationType(names: ["gold", "silver"], isOpen: false)), "points": .integer,
        "labels": .list(.text), "fee": .money,
      ],
      "house": ["grade": .text],
    ])
  fileprivate(set) var trades: [AnyRecord] = []
  private(set) var houses: [AnyRecord] = []
  private(set) var clerks: [AnyRecord] = []
  private var byKey: [RecordKey: AnyRecord] = [:]

  init() throws { catalog = try Catalog([Trade.self, House.self, Clerk.self]) }

  func record(_ id: Identifier, of type: RecordType) -> AnyRecord? { byKey[RecordKey(entity: type.entity, id: id)] }

  var lookup: RecordLookup { RecordLookup(self) }

  mutating func add(_ trade: Trade) throws {
    let record = try Trade.schema.encode(trade)
    trades.append(record)
    byKey[record.key] = record
  }

  mutating func add(_ house: House) throws {
    let record = try House.schema.encode(house)
    houses.append(record)
    byKey[record.key] = record
  }

  mutating func add(_ clerk: Clerk) throws {
    let record = try Clerk.schema.encode(clerk)
    clerks.append(record)
    byKey[record.key] = record
  }

  /// A checked filter with its periods resolved, in UTC.
  func prepared(_ filter: FilterExpression, at now: Instant = World.now) throws -> FilterExpression {
    try filter.checked(in: .record(Trade.recordType), catalog: catalog, scope: scope)
      .resolved(
        at: now, in: .gregorian(in: .gmt), context: .record(Trade.recordType), catalog: catalog, scope: scope)
  }

  /// The positions of the trades that meet a filter.
  func matches(_ filter: FilterExpression) throws -> [Int] {
    let program = try FilterProgram(
      try prepared(filter), on: Trade.recordType, catalog: catalog, scope: scope)
    let lookup = lookup
    return try trades.indices.filter { try program.matches(trades[$0], lookup) }
  }

  /// Whether the only trade meets a filter.
  func holds(_ filter: FilterExpression) throws -> Bool { try matches(filter) == [0] }

  var evaluator: QueryEvaluator { QueryEvaluator(catalog: catalog, source: self, checkCancellation: {}) }

  func query(
    where filter: FilterExpression = .constant(true), sort: [SortTerm] = [], limit: Int? = nil,
    after: RecordCursor? = nil
  ) throws -> RecordQuery {
    try RecordQuery(Trade.recordType, where: filter, sort: sort, limit: limit, after: after, scope: scope)
      .checked(in: catalog, at: World.now, calendar: .gregorian(in: .gmt))
  }

  func aggregate(
    where filter: FilterExpression = .constant(true), by groups: [Grouping] = [], _ measures: [Measure],
    sort: [AggregateSort] = [], limit: Int? = nil
  ) throws -> [AggregateRow] {
    let query = try AggregateQuery(
      Trade.recordType, where: filter, by: groups, measures: measures, sort: sort, limit: limit, scope: scope
    ).checked(in: catalog, at: World.now, calendar: .gregorian(in: .gmt))
    return try evaluator.aggregate(query, candidates: trades)
  }

  /// Friday, 15 March 2024, 12:00 UTC.
  static let now = Instant(microsecondsSince1970: 1_710_504_000_000_000)
}

extension World {
  /// One trade, made by a closure.
  static func of(_ change: (inout Trade) throws -> Void) throws -> World {
    var world = try World()
    var trade = Trade(id: RecordID(Identifier(high: 1, low: 1)))
    try change(&trade)
    try world.add(trade)
    return world
  }

  /// One trade for each value of a field.
  static func of<V>(_ values: [V], _ field: WritableKeyPath<Trade, V>) throws -> World {
    var world = try World()
    for (number, value) in values.enumerated() {
      var trade = Trade(id: RecordID(Identifier(high: 1, low: UInt64(number))))
      trade[keyPath: field] = value
      try world.add(trade)
    }
    return world
  }
}

extension World {
  mutating func add(_ trade: AnyRecord) throws {
    trades.append(trade)
  }
}
