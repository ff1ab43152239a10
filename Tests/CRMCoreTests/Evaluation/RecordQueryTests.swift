import CRMCore
import Foundation
import Testing

@Suite("Record queries")
struct RecordQueryTests {
  static let sortPaths = FilterMaker.tradeFields.filter {
    $0.type.isOrdered || $0.path == "id" || $0.path == "house.id"
  }

  /// The answer, by decoded values and a plain sort.
  private func expected(_ query: RecordQuery, of world: World, _ filter: FilterExpression) throws -> [AnyRecord] {
    let model = NaiveModel(world: world)
    let rows = try world.trades.filter { try model.isVisible($0) && model.meets(filter, .record($0)) }
      .map { record in (record, try query.sort.map { try model.value($0.path.text, .record(record)) }) }
    let sorted = rows.sorted { left, right in
      for (term, values) in zip(query.sort, zip(left.1, right.1)) {
        let order = AnyValue.ascending(values.0, values.1)
        if order != .orderedSame { return (order == .orderedAscending) != term.isDescending }
      }
      return left.0.id < right.0.id
    }
    return sorted.map(\.0)
  }

  @Test("Filter, order and limit agree with the plain model, whole and page by page", arguments: 0..<6)
  func agreeWithModel(seed: UInt64) throws {
    var maker = WorldMaker(random: SplitMix64(seed: seed))
    var world = try maker.world(trades: 30)
    if seed % 2 == 1 {
      world.scope.visible = ["trade": .compare("score", .lessOrEqual, 127), "house": .compare("floors", .notEqual, 2)]
    }
    var filters = FilterMaker(values: maker, houses: world.houses.map(\.id))
    for _ in 0..<20 {
      let filter = try maker.chance(2) ? .constant(true) : filters.filter(depth: 1)
      let sort = (0..<maker.random.next() % 3).map { _ in
        SortTerm(FieldPath(maker.pick(Self.sortPaths).path), isDescending: maker.chance(2))
      }
      var query = try world.query(where: filter, sort: sort)
      let expected = try expected(query, of: world, filter)
      let found = try world.evaluator.records(query, candidates: world.trades)
      #expect(found.map(\.id) == expected.map(\.id), "\(filter) by \(sort)")
      #expect(try world.evaluator.count(query, candidates: world.trades) == expected.count)

      query.limit = maker.pick([2, 5, 11])
      var pages: [AnyRecord] = []
      while true {
        let page = try world.evaluator.records(query, candidates: world.trades)
        #expect(page.count <= query.limit ?? 0)
        guard let last = page.last else { break }
        pages += page
        query.after = try world.evaluator.cursor(after: last, query)
      }
      #expect(pages.map(\.id) == expected.map(\.id), "\(filter) by \(sort) in pages")
    }
  }

  @Test("Nil comes first ascending and last descending, and the identifier settles ties")
  func nilOrder() throws {
    let world = try World.of([2, nil, 1, nil, 2], \.rank)
    func order(_ term: SortTerm) throws -> [UInt64] {
      try world.evaluator.records(try world.query(sort: [term]), candidates: world.trades.reversed()).map(\.id.low)
    }
    #expect(try order(.ascending("rank")) == [1, 3, 2, 0, 4])
    #expect(try order(.descending("rank")) == [0, 4, 2, 1, 3])
  }

  @Test("Text that begins another comes before it, and descending behind it")
  func prefixes() throws {
    let world = try World.of(["ab", "a", "", "b", "a b"], \.title)
    func order(_ term: SortTerm) throws -> [UInt64] {
      try world.evaluator.records(try world.query(sort: [term]), candidates: world.trades).map(\.id.low)
    }
    #expect(try order(.ascending("title")) == [2, 1, 4, 0, 3])
    #expect(try order(.descending("title")) == [3, 0, 4, 1, 2])
  }

  @Test("A first page of many records holds few of them, and is right", arguments: [1, 10, 700, 5000])
  func limits(limit: Int) throws {
    var random = SplitMix64(seed: 3)
    let scores = (0..<4000).map { _ in Int(random.next() % 1000) }
    let world = try World.of(scores, \.score)
    let query = try world.query(sort: [.descending("score")], limit: limit)
    let all = scores.enumerated().sorted { ($1.element, $0.offset) < ($0.element, $1.offset) }.map { UInt64($0.offset) }
    let found = try world.evaluator.records(query, candidates: world.trades)
    #expect(found.map(\.id.low) == Array(all.prefix(limit)))
  }

  @Test("Candidates in the answer's order need no sorting and end at the limit")
  func orderedCandidates() throws {
    let world = try World.of([5, 4, 3, 2, 1, 0], \.score)
    var query = try world.query(where: .compare("score", .less, 5), sort: [.descending("score")], limit: 2)
    query.after = RecordCursor(keys: [4], id: world.trades[1].id)
    var selection = try world.evaluator.selection(query, isOrdered: true)
    var touched = 0
    for trade in world.trades where !selection.isComplete {
      touched += 1
      try selection.add(trade)
    }
    #expect(touched == 4)
    #expect(selection.finish().map(\.id.low) == [2, 3])
  }

  @Test("A limit of none gives none")
  func noRecords() throws {
    let world = try World.of([1, 2], \.score)
    #expect(try world.evaluator.records(try world.query(limit: 0), candidates: world.trades).isEmpty)
    #expect(throws: StoreError.self) { try world.query(limit: -1) }
  }

  @Test("A cursor of another order is refused")
  func foreignCursors() throws {
    let world = try World.of([1, 2], \.score)
    let id = Identifier(high: 0, low: 0)
    for keys in [[], [.text("a")], [1, 2]] as [[AnyValue]] {
      #expect(throws: StoreError.self) {
        try world.query(sort: [.ascending("score")], after: RecordCursor(keys: keys, id: id))
      }
    }
    #expect(throws: StoreError.self) {
      try world.query(sort: [.ascending("value")], after: RecordCursor(keys: [.list([])], id: id))
    }
  }

  @Test("What has no order is not sorted by")
  func unordered() throws {
    let world = try World()
    for path: FieldPath in ["house", "createdBy", "tags", "people"] {
      #expect(throws: StoreError.self) { try world.query(sort: [.ascending(path)]) }
    }
    #expect(throws: FilterError.self) { try world.query(sort: [.ascending("scor")]) }
  }

  @Test("A cancelled evaluation ends")
  func cancellation() throws {
    let world = try World.of(Array(repeating: 1, count: 5000), \.score)
    var evaluator = QueryEvaluator(catalog: world.catalog, source: world) { throw CancellationError() }
    #expect(throws: CancellationError.self) { try evaluator.records(try world.query(), candidates: world.trades) }
    #expect(throws: CancellationError.self) { try evaluator.count(try world.query(), candidates: world.trades) }
    evaluator = QueryEvaluator(catalog: world.catalog, source: world) {}
    #expect(try evaluator.count(try world.query(), candidates: world.trades) == 5000)
  }

  @Test("A referenced record is looked up once for many rows")
  func lookups() throws {
    var world = try World()
    let id = House.ID(Identifier(high: 4, low: 4))
    var house = House(id: id)
    house.name = "Roya"
    try world.add(house)
    for number in 0..<UInt64(100) {
      var trade = Trade(id: RecordID(Identifier(high: 1, low: number)))
      trade.house = id
      try world.add(trade)
    }
    let source = CountingSource(world)
    let evaluator = QueryEvaluator(catalog: world.catalog, source: source)
    let query = try world.query(where: .compare("house.name", .equal, "Roya"), sort: [.ascending("house.floors")])
    #expect(try evaluator.records(query, candidates: world.trades).count == 100)
    #expect(source.lookups == 1)
  }

  @Test("Rows that refer to very many records find each its own")
  func manyReferences() throws {
    var world = try World()
    for number in 0..<UInt64(3000) {
      let id = House.ID(Identifier(high: number % 7, low: number))
      var house = House(id: id)
      house.floors = Int(number)
      try world.add(house)
      var trade = Trade(id: RecordID(Identifier(high: 1, low: number)))
      trade.house = id
      trade.score = Int(number)
      try world.add(trade)
    }
    let sort = SortTerm.descending("house.floors")
    let found = try world.evaluator.records(try world.query(sort: [sort]), candidates: world.trades + world.trades)
    #expect(found.map(\.id.low) == (0..<3000).reversed().flatMap { [$0, $0] })
  }
}

/// A source that counts what it is asked for.
private final class CountingSource: RecordSource {
  let world: World
  private(set) var lookups = 0

  init(_ world: World) { self.world = world }

  func record(_ id: Identifier, of type: RecordType) -> AnyRecord? {
    lookups += 1
    return world.record(id, of: type)
  }
}
